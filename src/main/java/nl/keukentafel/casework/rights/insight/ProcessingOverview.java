package nl.keukentafel.casework.rights.insight;

import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.explain.Readers;
import nl.keukentafel.access.explain.Readers.Reader;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.casework.rights.insight.Processing.Permitted;
import nl.keukentafel.casework.rights.insight.Sightings.Seen;
import nl.keukentafel.casework.rights.insight.Sightings.Seer;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** Works out what is held of a client, by whom, for whom, how long, and who saw it. */
final class ProcessingOverview {
  private final WholeDossier dossier;
  private final Readers readers;
  private final Sightings sightings;
  private final Clock clock;

  ProcessingOverview(WholeDossier dossier, Readers readers, Sightings sightings, Clock clock) {
    this.dossier = dossier;
    this.readers = readers;
    this.sightings = sightings;
    this.clock = clock;
  }

  /** What the caller may not see is not in it. */
  List<Processing> of(IdType client, ServletRequestDetails request) {
    Map<String, Set<DossierClass>> byResource = new HashMap<>();
    Set<DossierClass> held = new TreeSet<>(Comparator.comparing(DossierClass::code));
    Map<Controller, Instant> changed = new HashMap<>();
    for (Resource each : dossier.read(client, request)) {
      Set<DossierClass> classes = readers.classesIn(each);
      byResource.put(Subjects.reference(each), classes);
      Instant at = each.getMeta().getLastUpdated().toInstant();
      held.addAll(classes);
      if (!Retention.isQuestion(each)) {
        classes.forEach(
            what ->
                changed.merge(
                    what.controller(), at, (one, other) -> one.isAfter(other) ? one : other));
      }
    }
    List<Reader> parties = readers.of(Session.of(request).orElseThrow(), client.getIdPart());
    Map<DossierClass, Map<Seer, Seen>> seen = sightings.of(client.getIdPart(), byResource);
    return held.stream()
        .map(
            each ->
                processing(
                    each,
                    Retention.end(
                        each,
                        Objects.requireNonNull(changed.get(each.controller())),
                        clock.getZone()),
                    parties,
                    seen.getOrDefault(each, Map.of())))
        .toList();
  }

  private Processing processing(
      DossierClass what, Instant keptUntil, List<Reader> parties, Map<Seer, Seen> seen) {
    List<Permitted> permitted =
        parties.stream()
            .map(each -> new Permitted(each, readers.decide(each, what)))
            .filter(each -> each.decision().permitted())
            .toList();
    Predicate<Seer> couldSee = // the log knows the resource: a part of it may have been masked
        seer ->
            parties.stream()
                .filter(each -> new Seer(each.role(), each.organization()).equals(seer))
                .allMatch(each -> readers.decide(each, what).permitted());
    return new Processing(
        what,
        keptUntil,
        permitted,
        seen.entrySet().stream()
            .filter(each -> couldSee.test(each.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
