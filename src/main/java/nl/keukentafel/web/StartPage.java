package nl.keukentafel.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The front door: what this is and where to go. */
final class StartPage extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final byte[] page;

  StartPage() throws IOException {
    try (InputStream html = getClass().getResourceAsStream("/web/start.html")) {
      page = Objects.requireNonNull(html).readAllBytes();
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/html");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.getOutputStream().write(page);
  }
}
