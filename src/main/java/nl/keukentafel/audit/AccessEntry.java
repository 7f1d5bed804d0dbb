package nl.keukentafel.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.Rule;
import nl.keukentafel.policy.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * One event of the access log, with the fields of NEN 7513: who, in which role and for whom, why,
 * from where, about which client, what, when, with which outcome and on which ground.
 *
 * @param caller absent when nobody signed in
 * @param interaction the FHIR interaction and type, e.g. {@code read Observation}
 * @param status the HTTP status of the answer
 * @param patient id of the client whose dossier it is; absent when none is at stake
 * @param resources {@code Type/id}, without duplicates
 * @param decision absent when the rulebook was not asked (register, broken request)
 * @param emergency why a life was said to be at stake; absent otherwise
 * @param tracing the numbers that the asker gave the request
 * @param entry the place in a batch, from 0; absent for a request by itself
 * @param network the address from which it was asked
 */
public record AccessEntry(
    Instant at,
    String requestId,
    @Nullable Caller caller,
    Act act,
    String interaction,
    Verdict outcome,
    int status,
    @Nullable String patient,
    List<String> resources,
    @Nullable Decision decision,
    @Nullable String emergency,
    Tracing tracing,
    @Nullable Integer entry,
    @Nullable String network) {
  /**
   * By which numbers an app follows a request through other systems.
   *
   * @param medMijRequestId header {@code MedMij-Request-ID}, as MedMij's interface specifications
   *     prescribe
   * @param correlationId header {@code X-Correlation-ID}
   */
  public record Tracing(@Nullable String medMijRequestId, @Nullable String correlationId) {
    public static final Tracing NONE = new Tracing(null, null);
  }

  /** What the server does by itself: it comes from no address. */
  public AccessEntry(
      Instant at,
      String requestId,
      @Nullable Caller caller,
      Act act,
      String interaction,
      Verdict outcome,
      int status,
      @Nullable String patient,
      List<String> resources,
      @Nullable Decision decision,
      @Nullable String emergency,
      Tracing tracing) {
    this(
        at,
        requestId,
        caller,
        act,
        interaction,
        outcome,
        status,
        patient,
        resources,
        decision,
        emergency,
        tracing,
        null,
        null);
  }

  /** Whether something of a client was shown because a life was said to be at stake. */
  public boolean isShownInEmergency() {
    return emergency != null
        && outcome == Verdict.PERMIT
        && status < 400
        && patient != null
        && !resources.isEmpty();
  }

  /** What one request wrote in one dossier is one event; of a bundle each entry is its own. */
  boolean isOneWith(AccessEntry other) {
    return requestId.equals(other.requestId)
        && act == other.act
        && outcome == other.outcome
        && interaction.equals(other.interaction)
        && !interaction.equals("transaction")
        && Objects.equals(patient, other.patient);
  }

  AccessEntry with(AccessEntry other) {
    Set<String> all = new LinkedHashSet<>(resources);
    all.addAll(other.resources);
    return new AccessEntry(
        at,
        requestId,
        caller,
        act,
        interaction,
        outcome,
        status,
        patient,
        List.copyOf(all),
        ground(Stream.of(this, other).flatMap(each -> Stream.ofNullable(each.decision)).toList()),
        emergency,
        tracing,
        entry,
        network);
  }

  /** All the rules on which one event rests, the one that tells most first. */
  public static @Nullable Decision ground(List<Decision> decisions) {
    if (decisions.isEmpty()) {
      return null;
    }
    Set<Rule> rules = new LinkedHashSet<>();
    decisions.forEach(each -> rules.add(each.telling()));
    decisions.forEach(each -> rules.addAll(each.rules()));
    Decision first = decisions.get(0);
    return new Decision(first.verdict(), new ArrayList<>(rules), null, Set.of(), first.version());
  }
}
