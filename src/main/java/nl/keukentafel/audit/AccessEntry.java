package nl.keukentafel.audit;

import java.time.Instant;
import java.util.List;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * One event of the access log, with the fields of NEN 7513: who, in which role and for whom, why,
 * about which client, what, when, with which outcome and on which ground.
 *
 * @param interaction the FHIR interaction and type, e.g. {@code read Observation}
 * @param status the HTTP status of the answer
 * @param patient id of the client whose dossier it is; absent when none is at stake
 * @param resources {@code Type/id}, without duplicates
 * @param decision absent when the rulebook was not asked (register, broken request)
 * @param emergency why a life was said to be at stake; absent otherwise
 * @param tracing the numbers that the asker gave the request
 */
public record AccessEntry(
    Instant at,
    String requestId,
    Caller caller,
    Act act,
    String interaction,
    Verdict outcome,
    int status,
    @Nullable String patient,
    List<String> resources,
    @Nullable Decision decision,
    @Nullable String emergency,
    Tracing tracing) {
  /**
   * By which numbers an app follows a request through other systems.
   *
   * @param medMijRequestId header {@code MedMij-Request-ID}, as MedMij's interface specifications
   *     prescribe
   * @param correlationId header {@code X-Correlation-ID}
   */
  public record Tracing(@Nullable String medMijRequestId, @Nullable String correlationId) {}
}
