package nl.keukentafel.notify.delivery;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Parties;
import nl.keukentafel.access.judgement.LiveCheck;
import nl.keukentafel.audit.LogReader;
import nl.keukentafel.audit.LogReader.Row;
import nl.keukentafel.audit.LogReader.View;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.notify.subscription.Subscriber;
import nl.keukentafel.notify.subscription.Subscribers;
import nl.keukentafel.notify.subscription.Topic;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;

/**
 * Who hears that a dossier was opened in an emergency: the client, and who watches over personal
 * data at the gemeente and at who opened it. They may read that row of the access log, and no other
 * than they can find in it.
 */
public final class Emergencies implements Audience {
  private final LogReader log;
  private final Dossiers dossiers;
  private final LiveCheck check;
  private final Parties parties;
  private final Subscribers subscribers;

  public Emergencies(
      LogReader log, Dossiers dossiers, LiveCheck check, Parties parties, Subscribers subscribers) {
    this.log = log;
    this.dossiers = dossiers;
    this.check = check;
    this.parties = parties;
    this.subscribers = subscribers;
  }

  @Override
  public List<String> of(Topic topic, String focus) {
    return log.read(id(focus)).stream()
        .flatMap(
            row ->
                subscribers.of(topic, told(topic, row)).stream()
                    .filter(each -> each.isAbout(String.valueOf(row.patient())))
                    .filter(each -> judge(each.caller(), focus).readable())
                    .map(Subscriber::id))
        .toList();
  }

  private Set<String> told(Topic topic, Row row) {
    Set<String> told = new HashSet<>();
    client(row).ifPresent(client -> told.addAll(parties.to(client, topic.ties())));
    if (row.organization() != null) {
      told.add(Parties.organisation(OrganizationIdentifier.parse(row.organization())));
    }
    return told;
  }

  private Optional<Patient> client(Row row) {
    return dossiers.read(Patient.class, new IdType("Patient", String.valueOf(row.patient())));
  }

  @Override
  public Seen judge(Caller caller, String focus) {
    return mayRead(caller)
        ? log.read(View.of(caller), id(focus))
            .filter(row -> isNear(caller, row))
            .map(row -> new Seen(row.patient(), null, true))
            .orElse(Seen.NOTHING)
        : Seen.NOTHING;
  }

  private static boolean mayRead(Caller caller) {
    return Caller.isPersonal(caller.role())
        ? caller.patient() != null
        : caller.role() == Role.FUNCTIONARIS_GEGEVENSBESCHERMING && caller.organization() != null;
  }

  private boolean isNear(Caller caller, Row row) {
    return !Caller.isPersonal(caller.role())
        || check.isRelated(caller, String.valueOf(row.patient()));
  }

  private static long id(String focus) {
    return Long.parseLong(new IdType(focus).getIdPart());
  }
}
