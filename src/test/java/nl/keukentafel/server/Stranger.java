package nl.keukentafel.server;

import java.util.List;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Role;

/**
 * Somebody with a good token who has nothing to do with the hidden dossier.
 *
 * @param client whose dossier is theirs, if any
 */
record Stranger(String name, Role role, Party party, String client) {
  static final String OWN_CLIENT = "lek-westerbrug";
  private static final String OIN =
      "https://w3id.org/keukentafel/fhir/NamingSystem/oin|9999000000000000000";
  private static final String WESTERBRUG = NamingSystems.GEMEENTECODE + "|9902";

  /** What the own organisation tried is in its own log; this one tried nothing. */
  private static final String NO_CLIENTS = NamingSystems.GEMEENTECODE + "|9903";

  private static final String NOORD = NamingSystems.AGB + "|99000002";

  /** One of every role, and some who come close. */
  static List<Stranger> all(Tokens tokens) {
    return List.of(
        person(tokens, "another client", Role.CLIENT, MevrouwT.REFERENCE, MevrouwT.ID),
        person(
            tokens,
            "mentor of another",
            Role.VERTEGENWOORDIGER,
            "RelatedPerson/mentor-t",
            MevrouwT.ID),
        person(
            tokens,
            "mentor with a stale token",
            Role.VERTEGENWOORDIGER,
            "RelatedPerson/mentor-t",
            Target.HIDDEN),
        employee(tokens, "consulent elsewhere", Role.WMO_CONSULENT, WESTERBRUG),
        employee(tokens, "voorportaal elsewhere", Role.CONSULENT_VOORPORTAAL, WESTERBRUG),
        employee(tokens, "coordinator, not engaged", Role.ZORGCOORDINATOR, NOORD),
        employee(tokens, "hulp, not engaged", Role.HUISHOUDELIJKE_HULP, NOORD),
        employee(tokens, "adviser, not asked", Role.MEDISCH_ADVISEUR, OIN + "1"),
        employee(tokens, "toezichthouder", Role.TOEZICHTHOUDER, OIN + "2"),
        employee(tokens, "Veilig Thuis", Role.VEILIG_THUIS, OIN + "3"),
        employee(tokens, "CIZ", Role.CIZ, OIN + "4"),
        employee(tokens, "FG elsewhere", Role.FUNCTIONARIS_GEGEVENSBESCHERMING, NO_CLIENTS));
  }

  Compared ask(Surface surface, Target target) {
    return surface.ask(party, target, client);
  }

  private static Stranger person(
      Tokens tokens, String name, Role role, String fhirUser, String patient) {
    return new Stranger(name, role, tokens.person(role, fhirUser, patient), patient);
  }

  private static Stranger employee(Tokens tokens, String name, Role role, String organization) {
    return new Stranger(
        name,
        role,
        tokens.employee(role, organization, "PractitionerRole/" + role.code()),
        OWN_CLIENT);
  }
}
