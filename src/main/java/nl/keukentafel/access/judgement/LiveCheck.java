package nl.keukentafel.access.judgement;

import java.time.Clock;
import java.util.Optional;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Decision;
import org.hl7.fhir.r4.model.Resource;

/** May somebody read this now? For when the server speaks first, outside any request. */
public final class LiveCheck {
  private final Judge judge;
  private final Dossiers dossiers;
  private final Clock clock;

  public LiveCheck(Judge judge, Dossiers dossiers, Clock clock) {
    this.judge = judge;
    this.dossiers = dossiers;
    this.clock = clock;
  }

  /** Whether somebody has, at this moment, anything to do with this client. */
  public boolean isRelated(Caller caller, String patient) {
    return !Relations.of(caller, patient, dossiers.of(patient), clock).asker().isUnrelated();
  }

  /**
   * With the relations and the rulebook of this moment; empty for what carries no label, which
   * nobody may read.
   */
  public Optional<Decision> read(Caller caller, Resource resource) {
    return Subjects.patientOf(resource)
        .flatMap(
            patient ->
                judge.mayRead(
                    Relations.of(caller, patient, dossiers.of(patient), clock).asker(), resource));
  }
}
