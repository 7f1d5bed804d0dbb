package nl.keukentafel.access.gate;

import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.audit.AccessEntry.Tracing;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.jspecify.annotations.Nullable;

/**
 * What any request looks like: JSON or XML in and out, ids as FHIR writes them, a version to match.
 */
final class RequestShape {
  private static final Set<EncodingEnum> SPOKEN = Set.of(EncodingEnum.JSON, EncodingEnum.XML);
  private static final String ID = "[A-Za-z0-9\\-.]{1,64}";
  private static final String NUMBER = "[A-Za-z0-9._:-]{1,100}";
  private static final Pattern FHIR_VERSION =
      Pattern.compile("fhirVersion\\s*=\\s*\"?([^\",;\\s]*)", Pattern.CASE_INSENSITIVE);
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
    if (sends && !isOfThisVersion(type)) {
      throw refused(request, 415, "A body is of FHIR version 4.0");
    }
    if (!isOfThisVersion(request.getHeader("Accept"))) {
      throw refused(request, 406, "Answers are of FHIR version 4.0");
    }
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

  /**
   * Numbers and no more, for a header that goes into the log could name somebody.
   *
   * @throws BaseServerResponseException 400 when one is something else
   */
  static Tracing tracing(ServletRequestDetails request) {
    return new Tracing(number(request, "MedMij-Request-ID"), number(request, "X-Correlation-ID"));
  }

  private static @Nullable String number(ServletRequestDetails request, String header) {
    String value = request.getHeader(header);
    if (value != null && !value.matches(NUMBER)) {
      throw Refusal.invalid(
          "Het nummer van deze vraag is niet goed.",
          header + " has 1 to 100 letters, digits, dots, colons and dashes");
    }
    return value;
  }

  /** By the parameter of https://hl7.org/fhir/R4/versioning.html#mt-version, where it is given. */
  private static boolean isOfThisVersion(@Nullable String mediaTypes) {
    Matcher versions = FHIR_VERSION.matcher(String.valueOf(mediaTypes));
    boolean none = true;
    while (versions.find()) {
      if (versions.group(1).equals("4.0")) {
        return true;
      }
      none = false;
    }
    return none;
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
