package nl.keukentafel.access.recording;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.ParameterUtil;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import nl.keukentafel.access.judgement.Refusal;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Nobody overwrites what they did not read, https://hl7.org/fhir/R4/http.html#concurrency. */
public final class IfMatch {
  private IfMatch() {}

  public static void requireIn(@Nullable String ifMatch) {
    if (ifMatch == null) {
      throw new PreconditionFailedException(
          "If-Match is required",
          Refusal.outcome(
              IssueType.CONFLICT,
              "Zeg welke versie u wijzigt.",
              "If-Match with the version that you read is required"));
    }
  }

  /**
   * Whoever says which version they read, acts on that one or not at all.
   *
   * @throws PreconditionFailedException 412 when {@code If-Match} names another than the stored one
   */
  public static void requireRead(RequestDetails request, Resource stored) {
    String ifMatch = request.getHeader("If-Match");
    if (ifMatch != null
        && !stored.getMeta().getVersionId().equals(ParameterUtil.parseETagValue(ifMatch))) {
      throw new PreconditionFailedException(
          "If-Match names another version",
          Refusal.outcome(
              IssueType.CONFLICT,
              "Dit is intussen veranderd. Lees het nog eens.",
              "If-Match names another version than the current one"));
    }
  }
}
