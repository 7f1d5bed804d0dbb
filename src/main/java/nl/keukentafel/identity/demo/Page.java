package nl.keukentafel.identity.demo;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.util.HtmlUtils;

/** One page around sign-in: {@code demo/page.html} with the page's own main part in it. */
final class Page {
  private final String template;

  /**
   * @param name of the file under {@code demo} that holds the main part; its first line is the
   *     title
   */
  Page(String name) throws IOException {
    String[] parts = read(name).split("\n", 2);
    template = read("page.html").replace("{{title}}", parts[0]).replace("{{main}}", parts[1]);
  }

  private static String read(String name) throws IOException {
    return new ClassPathResource("demo/" + name).getContentAsString(StandardCharsets.UTF_8);
  }

  static String escaped(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }

  /**
   * @param parts HTML by the name of its place
   */
  void write(HttpServletRequest request, HttpServletResponse response, Map<String, String> parts)
      throws IOException {
    CsrfToken csrf = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    String nonce = UUID.randomUUID().toString();
    String page = template.replace("{{nonce}}", nonce).replace("{{csrf}}", csrf.getToken());
    for (Map.Entry<String, String> part : parts.entrySet()) {
      page = page.replace("{{" + part.getKey() + "}}", part.getValue());
    }
    // a browser also applies form-action to the redirect that follows, and that goes to the app
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'nonce-%s'; form-action 'self' http://localhost:* http://127.0.0.1:*"
            .formatted(nonce));
    response.setContentType(MediaType.TEXT_HTML_VALUE);
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.getWriter().write(page);
  }
}
