package nl.keukentafel.access.dossier;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;

/**
 * The facts of one client's dossier on which the relations of every asker rest.
 *
 * @param college the responsible college (Wmo 1.2.1)
 * @param toewijzingen who was engaged to deliver, and whether that is so today
 * @param helpers references of the people in the active CareTeam
 * @param representatives references of the active legal representatives
 * @param mandated the aanbieders that do this client's onderzoek for the college (Wmo 2.6.3)
 * @param advisers who has an open request for medical advice
 * @param informed who got a melding of a calamiteit or of violence (Wmo 3.4, 5.2.6)
 * @param consents to break the secrecy, as they stand today
 */
public record Dossier(
    Controller college,
    List<Toewijzing> toewijzingen,
    Set<String> helpers,
    Set<String> representatives,
    Set<OrganizationIdentifier> mandated,
    Set<OrganizationIdentifier> advisers,
    Set<OrganizationIdentifier> informed,
    List<Consented> consents) {

  /** One toewijzing (Wmo 2.3.5, 5.2.1 lid 2 onder a). */
  record Toewijzing(Controller aanbieder, boolean active) {}

  /**
   * A consent in force, for one that the client named (Wmo 5.1.1 lid 4 and 5, 5.2.1 lid 1 onder b
   * and c).
   *
   * @param recipient nobody else may rely on it
   * @param sources of the data that may be shared
   */
  record Consented(OrganizationIdentifier recipient, Set<Herkomst> sources) {}

  /** The aanbieders that deliver now. */
  public Set<Controller> engaged() {
    return toewijzingen.stream()
        .filter(Toewijzing::active)
        .map(Toewijzing::aanbieder)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Everybody who can hold data in this dossier. */
  public Set<Controller> controllers() {
    Set<Controller> controllers = new LinkedHashSet<>(List.of(Controller.CLIENT, college));
    toewijzingen.forEach(each -> controllers.add(each.aanbieder()));
    return controllers;
  }
}
