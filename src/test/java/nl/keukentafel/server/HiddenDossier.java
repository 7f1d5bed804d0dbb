package nl.keukentafel.server;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Reach;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;

/** Dossiers with one resource of every type, in which every word is its own. */
record HiddenDossier(Gate gate, InformationCategories categories, DaoRegistry daos) {
  private static final String BACKPORT =
      "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

  List<String> types() {
    return gate.types().entrySet().stream()
        .filter(row -> row.getValue().reach() == Reach.DOSSIER)
        .map(row -> row.getKey())
        .toList();
  }

  /** A dossier of gemeente Lindehoven, with help of De Linde. */
  Target hidden(Party lindehoven) {
    return stored(Target.HIDDEN, "999970008", lindehoven);
  }

  /** The same, and then all of it deleted. */
  Target gone(Party lindehoven) {
    Target gone = stored(Target.GONE, "999970021", lindehoven);
    Party.answer(lindehoven.request("Subscription/" + gone.subscription()).DELETE());
    List<String> last = new ArrayList<>(types());
    Collections.reverse(last);
    last.forEach(type -> new Store(daos).delete(new IdType(type, gone.id())));
    return gone;
  }

  /** A dossier of another gemeente, with nothing in it. */
  void empty(String client, String gemeente, String gemeentecode, String bsn) {
    put("wmo-client", client, gemeente, gemeentecode, bsn);
  }

  private Target stored(String id, String bsn, Party lindehoven) {
    for (String type : types()) {
      String profile = type.equals("Communication") ? "wmo-signaal" : Examples.ofType(type).get(0);
      put(profile, id, "gemeente-lindehoven", "9901", bsn);
    }
    return new Target(id, bsn, subscription(lindehoven, new Target(id, bsn, "").word()));
  }

  private void put(String profile, String id, String gemeente, String gemeentecode, String bsn) {
    Resource resource =
        Examples.inDossier(
            profile, id, gemeente, "aanbieder-de-linde", new Target(id, bsn, "").word());
    resource.setId(id);
    if (resource instanceof Patient client) {
      client.getIdentifier().stream()
          .filter(each -> NamingSystems.BSN.equals(each.getSystem()))
          .forEach(each -> each.setValue(bsn));
    }
    Category category = Category.of(categories.categoryOf(resource).orElseThrow());
    new Store(daos)
        .put(
            resource,
            isOfTheAanbieder(resource)
                ? new DossierClass(Controller.aanbieder("99000001"), category, Herkomst.AANBIEDER)
                : new DossierClass(
                    Controller.college(gemeentecode), category, Herkomst.WMO_ONDERZOEK));
  }

  /** A team, a message, and the approval of a plan. */
  private static boolean isOfTheAanbieder(Resource resource) {
    return resource instanceof CareTeam
        || resource instanceof Communication
        || resource instanceof Provenance;
  }

  private static String subscription(Party lindehoven, String word) {
    Subscription subscription = subscription(Canonical.topic("beschikking"), word);
    Party.Answer answer = lindehoven.post("Subscription", subscription);
    if (answer.status() != 201) {
      throw new IllegalStateException(answer.body());
    }
    return answer.as(Subscription.class).getIdElement().getIdPart();
  }

  static Subscription subscription(String criteria, String reason) {
    Subscription subscription = new Subscription();
    subscription.getMeta().addProfile(BACKPORT + "backport-subscription");
    subscription
        .setStatus(Subscription.SubscriptionStatus.REQUESTED)
        .setReason(reason)
        .setCriteria(criteria);
    subscription
        .getChannel()
        .setType(SubscriptionChannelType.RESTHOOK)
        .setEndpoint("https://localhost:1/" + reason)
        .setPayload("application/fhir+json");
    subscription
        .getChannel()
        .getPayloadElement()
        .addExtension(BACKPORT + "backport-payload-content", new CodeType("id-only"));
    return subscription;
  }
}
