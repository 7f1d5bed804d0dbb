package nl.keukentafel.access;

import java.time.Clock;
import java.util.Optional;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Decision;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/** May somebody read this now? For when the server speaks first, outside any request. */
public final class LiveCheck {
  private final Judge judge;
  private final Dossiers dossiers;
  private final Clock clock;

  LiveCheck(Judge judge, Dossiers dossiers, Clock clock) {
    this.judge = judge;
    this.dossiers = dossiers;
    this.clock = clock;
  }

  /** With the relations and the rulebook of this moment. */
  public boolean mayRead(Caller caller, Resource resource) {
    return Subjects.patientOf(resource)
        .flatMap(
            patient ->
                judge.mayRead(
                    Relations.of(caller, patient, dossiers.of(patient), clock).asker(), resource))
        .map(Decision::permitted)
        .orElse(false);
  }

  /**
   * Whether the matter is the caller's own: as client, as the controller, or as the one engaged.
   */
  public boolean isPartyTo(Caller caller, Resource resource) {
    Controller organisation = Relations.organisation(caller);
    if (organisation == null) {
      return Subjects.patientOf(resource).equals(Optional.ofNullable(caller.patient()));
    }
    boolean controls =
        Labels.read(resource).map(what -> what.controller().equals(organisation)).orElse(false);
    return controls
        || (resource instanceof ServiceRequest order
            && order.getPerformer().stream()
                .anyMatch(
                    performer -> dossiers.controller(performer).equals(Optional.of(organisation))));
  }
}
