package nl.keukentafel.notify.delivery;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Parties;
import nl.keukentafel.access.dossier.Parties.Tie;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.judgement.LiveCheck;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.notify.subscription.Subscriber;
import nl.keukentafel.notify.subscription.Subscribers;
import nl.keukentafel.notify.subscription.Topic;
import nl.keukentafel.policy.Decision;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/** Who is told of a resource, and who may read it: as the store and the rulebook say now. */
public final class Sight implements Audience {
  private final LiveCheck check;
  private final Parties parties;
  private final Dossiers dossiers;
  private final Subscribers subscribers;
  private final Audience emergencies;

  /**
   * @param emergencies for what is in the access log
   */
  public Sight(
      LiveCheck check,
      Parties parties,
      Dossiers dossiers,
      Subscribers subscribers,
      Audience emergencies) {
    this.check = check;
    this.parties = parties;
    this.dossiers = dossiers;
    this.subscribers = subscribers;
    this.emergencies = emergencies;
  }

  @Override
  public List<String> of(Topic topic, String focus) {
    if (isLogged(focus)) {
      return emergencies.of(topic, focus);
    }
    return read(focus).stream()
        .flatMap(
            resource ->
                subscribers.of(topic, parties.to(resource, ties(topic, resource))).stream()
                    .filter(each -> isAbout(each, resource))
                    .filter(
                        each ->
                            tellsEmptyHanded(topic, each)
                                || isReadable(check.read(each.caller(), resource)))
                    .map(Subscriber::id))
        .toList();
  }

  /** Who does the toegang hears of the end of a toewijzing; a gemeente that does it, says it on. */
  private Set<Tie> ties(Topic topic, Resource resource) {
    return topic == Topic.AFLOOP
            && resource instanceof ServiceRequest order
            && dossiers.isToegangOfAanbieder(order)
        ? Set.of(Tie.COLLEGE)
        : topic.ties();
  }

  /** Who asks about one client would hear of whom it is. */
  private static boolean tellsEmptyHanded(Topic topic, Subscriber subscriber) {
    return topic.tellsEmptyHanded() && subscriber.clients() == null;
  }

  private static boolean isAbout(Subscriber subscriber, Resource resource) {
    return Subjects.patientOf(resource).filter(subscriber::isAbout).isPresent();
  }

  private static boolean isReadable(Optional<Decision> decision) {
    return decision.map(Decision::permitted).orElse(false);
  }

  @Override
  public Seen judge(Caller caller, String focus) {
    if (isLogged(focus)) {
      return emergencies.judge(caller, focus);
    }
    return read(focus)
        .map(
            resource ->
                new Seen(
                    Subjects.patientOf(resource).orElse(null),
                    check.read(caller, resource).orElse(null)))
        .orElse(Seen.NOTHING);
  }

  private static boolean isLogged(String focus) {
    return focus.startsWith(Topic.NOODGEVAL.type() + "/");
  }

  private Optional<Resource> read(String focus) {
    return dossiers.read(Resource.class, new IdType(focus));
  }
}
