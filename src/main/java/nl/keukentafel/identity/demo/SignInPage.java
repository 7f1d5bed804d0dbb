package nl.keukentafel.identity.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.util.HtmlUtils;

/** The page on which a person of the demo signs in. */
final class SignInPage extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final String template;

  SignInPage(DemoAccounts accounts) throws IOException {
    String rows =
        accounts.people().stream()
            .map(
                person ->
                    "<tr><th scope=\"row\">%s</th><td>%s</td></tr>"
                        .formatted(
                            HtmlUtils.htmlEscape(person.username(), "UTF-8"),
                            HtmlUtils.htmlEscape(person.label(), "UTF-8")))
            .collect(Collectors.joining("\n"));
    template =
        new ClassPathResource("demo/sign-in.html")
            .getContentAsString(StandardCharsets.UTF_8)
            .replace("{{accounts}}", rows);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    CsrfToken csrf = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    String nonce = UUID.randomUUID().toString();
    String error =
        request.getParameter("error") == null
            ? ""
            : "<p role=\"alert\">Deze naam en dit wachtwoord horen niet bij elkaar. Probeer het"
                + " opnieuw.</p>";
    // a browser also applies form-action to the redirect that follows, and that goes to the app
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'nonce-%s'; form-action 'self' http://localhost:* http://127.0.0.1:*"
            .formatted(nonce));
    response.setContentType(MediaType.TEXT_HTML_VALUE);
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response
        .getWriter()
        .write(
            template
                .replace("{{nonce}}", nonce)
                .replace("{{csrf}}", csrf.getToken())
                .replace("{{error}}", error));
  }
}
