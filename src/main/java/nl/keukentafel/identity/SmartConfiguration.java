package nl.keukentafel.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClientException;

/**
 * Tells an app where to sign in and what this server can do.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html
 */
public final class SmartConfiguration extends HttpServlet {
  private static final long serialVersionUID = 1;

  /** The members of the document, as the authorization server in use has them. */
  public interface Source {
    /**
     * @throws RestClientException when the authorization server does not answer
     */
    Map<String, Object> members();
  }

  private final transient Source source;
  private final ObjectMapper json = new ObjectMapper();

  SmartConfiguration(Source source) {
    this.source = source;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      byte[] body = json.writeValueAsBytes(source.members());
      response.setContentType(MediaType.APPLICATION_JSON_VALUE);
      response.getOutputStream().write(body);
    } catch (RestClientException e) {
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }
  }
}
