package nl.keukentafel.access;

import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/**
 * What any request looks like: JSON or XML in and out, ids as FHIR writes them, a version to match.
 */
final class RequestShape {
  private static final Set<EncodingEnum> SPOKEN = Set.of(EncodingEnum.JSON, EncodingEnum.XML);
  private static final String ID = "[A-Za-z0-9\\-.]{1,64}";
  private static final String VERSION = "W/\"\\d{1,9}\"";

  private RequestShape() {}

  static void require(ServletRequestDetails request) {
    String type = request.getHeader("Content-Type");
    String packed = request.getHeader("Content-Encoding");
    boolean sends =
        request.getRequestType() == RequestTypeEnum.POST
            || request.getRequestType() == RequestTypeEnum.PUT;
    boolean form = type != null && type.startsWith("application/x-www-form-urlencoded");
    if (sends && ((type != null && !form && !isSpoken(type)) || packed != null)) {
      throw refused(
          request, 415, "A body is application/fhir+json or application/fhir+xml, unpacked");
    }
    String format = request.getParameters().getOrDefault("_format", new String[] {""})[0];
    boolean turtle = (format + request.getHeader("Accept")).matches("(?i).*(turtle|ttl|rdf).*");
    if (turtle) {
      throw refused(request, 406, "Answers are application/fhir+json or application/fhir+xml");
    }
    if (request.getId() != null && !String.valueOf(request.getId().getIdPart()).matches(ID)) {
      throw Refusal.notFound();
    }
    String match = request.getHeader("If-Match");
    if (match != null && !match.matches(VERSION)) {
      throw Refusal.invalid("Zeg welke versie u wijzigt.", "If-Match is W/\"<version>\"");
    }
  }

  private static boolean isSpoken(String contentType) {
    EncodingEnum encoding = EncodingEnum.forContentType(contentType);
    return encoding != null && SPOKEN.contains(encoding);
  }

  /** Answered in JSON, for HAPI would try to answer in the form that was asked for. */
  private static BaseServerResponseException refused(
      ServletRequestDetails request, int status, String technical) {
    request.setParameters(new HashMap<>(Map.of("_format", new String[] {"json"})));
    return new UnclassifiedServerFailureException(
        status,
        technical,
        Refusal.outcome(
            IssueType.NOTSUPPORTED, "Deze vorm van bericht kennen wij niet.", technical));
  }
}
