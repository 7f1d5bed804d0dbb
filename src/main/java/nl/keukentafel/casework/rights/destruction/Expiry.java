package nl.keukentafel.casework.rights.destruction;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.explain.Readers;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.casework.process.rules.Deliveries;
import nl.keukentafel.casework.rights.insight.Retention;
import nl.keukentafel.policy.Controller;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Finds what a gemeente has kept for as long as the law asks, counted from the last change that it
 * made in the dossier (Wmo 5.3.4 lid 1). While help is given nothing is past its term; what is the
 * client's own never is.
 */
public final class Expiry {
  /**
   * A dossier with something past its term.
   *
   * @param items as {@code Type/id}
   * @param whole whether nothing else is left, so that the client goes too
   */
  public record Expired(String client, Instant lastChange, List<String> items, boolean whole) {
    /** What {@link Destruction} is told to take: everything, or only these. */
    public List<String> only() {
      return whole ? List.of() : items;
    }
  }

  private final Destruction destruction;
  private final Dossiers dossiers;
  private final Readers readers;
  private final Deliveries deliveries;
  private final Clock clock;

  Expiry(
      Destruction destruction,
      Dossiers dossiers,
      Readers readers,
      Deliveries deliveries,
      Clock clock) {
    this.destruction = destruction;
    this.dossiers = dossiers;
    this.readers = readers;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /** Lazily: each is looked at when it is asked for. */
  Stream<Expired> all(Controller college, Reference gemeente) {
    Instant now = clock.instant();
    return clients(gemeente, now).stream().flatMap(client -> of(client, college, now).stream());
  }

  /** In whose dossier something may be past its term. */
  List<String> clients(Reference gemeente, Instant now) {
    return dossiers.withSomethingOf(
        gemeente, now.atZone(clock.getZone()).minusYears(Retention.SHORTEST).toInstant());
  }

  /** Empty when nothing of this client is past its term now. */
  public Optional<Expired> of(String client, Controller college) {
    return of(client, college, clock.instant());
  }

  Optional<Expired> of(String client, Controller college, Instant now) {
    Optional<Patient> person = dossiers.read(Patient.class, new IdType("Patient", client));
    if (person.isEmpty() || !deliveries.running(client).isEmpty()) {
      return Optional.empty();
    }
    List<Resource> all =
        destruction.dossier(client).filter(each -> !Retention.isQuestion(each)).toList();
    List<Resource> held =
        all.stream()
            .filter(each -> Labeller.controllerOf(each).equals(Optional.of(college)))
            .toList();
    Instant lastChange =
        Stream.concat(held.stream(), person.stream())
            .map(each -> each.getMeta().getLastUpdated().toInstant())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    List<String> items =
        held.stream()
            .filter(each -> isPast(each, lastChange, now))
            .map(Subjects::reference)
            .toList();
    return items.isEmpty()
        ? Optional.empty()
        : Optional.of(new Expired(client, lastChange, items, items.size() == all.size()));
  }

  private boolean isPast(Resource held, Instant lastChange, Instant now) {
    return readers.classesIn(held).stream()
        .allMatch(what -> !Retention.end(what, lastChange, clock.getZone()).isAfter(now));
  }
}
