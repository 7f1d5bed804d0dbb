package nl.keukentafel.notify.channel;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * The public keys of notifications, as a JWK Set, https://www.rfc-editor.org/rfc/rfc7517#section-5.
 */
public final class KeysEndpoint extends HttpServlet {
  public static final String PATH = "/.well-known/jwks.json";
  private static final long serialVersionUID = 1L;

  private final transient Supplier<String> keys;

  public KeysEndpoint(Keys keys) {
    this.keys = () -> keys.toPublic().toString();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/jwk-set+json");
    response.setHeader("Cache-Control", "max-age=3600");
    response.getWriter().write(keys.get());
  }
}
