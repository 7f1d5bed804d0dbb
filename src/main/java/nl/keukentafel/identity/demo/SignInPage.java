package nl.keukentafel.identity.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;

/** The page on which a person of the demo signs in. */
final class SignInPage extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient Page page = new Page("sign-in.html");
  private final String rows;

  SignInPage(DemoAccounts accounts) throws IOException {
    rows =
        accounts.people().stream()
            .map(
                person ->
                    "<tr><th scope=\"row\">%s</th><td>%s</td></tr>"
                        .formatted(Page.escaped(person.username()), Page.escaped(person.label())))
            .collect(Collectors.joining("\n"));
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String error =
        request.getParameter("error") == null
            ? ""
            : "<p role=\"alert\">Deze naam en dit wachtwoord horen niet bij elkaar. Probeer het"
                + " opnieuw.</p>";
    page.write(request, response, Map.of("accounts", rows, "error", error));
  }
}
