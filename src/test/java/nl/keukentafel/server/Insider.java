package nl.keukentafel.server;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Relation;
import nl.keukentafel.policy.Role;

/**
 * Somebody who has to do with one dossier, as far as anybody in this role can, and not with any
 * other.
 */
record Insider(Party party, Asker here, Asker elsewhere) {
  static final String GEMEENTECODE = "9911";
  static final String AGB = "99000011";
  static final String OIN = "99990000000000000011";

  static List<Insider> all(Tokens tokens) {
    String gemeente = NamingSystems.GEMEENTECODE + "|" + GEMEENTECODE;
    String aanbieder = NamingSystems.AGB + "|" + AGB;
    String oin = "https://w3id.org/keukentafel/fhir/NamingSystem/oin|" + OIN;
    Controller college = Controller.college(GEMEENTECODE);
    Controller engaged = Controller.aanbieder(AGB);
    return List.of(
        person(tokens, Role.CLIENT, "Patient/" + client(Role.CLIENT), Relation.ZELF),
        person(
            tokens,
            Role.VERTEGENWOORDIGER,
            "RelatedPerson/" + client(Role.VERTEGENWOORDIGER),
            Relation.VERTEGENWOORDIGT),
        of(tokens, Role.WMO_CONSULENT, gemeente, college, Relation.VERANTWOORDELIJKE_GEMEENTE),
        of(
            tokens,
            Role.CONSULENT_VOORPORTAAL,
            gemeente,
            college,
            Relation.VERANTWOORDELIJKE_GEMEENTE),
        of(tokens, Role.ZORGCOORDINATOR, aanbieder, engaged, Relation.GEBONDEN_AANBIEDER),
        of(
            tokens,
            Role.HUISHOUDELIJKE_HULP,
            aanbieder,
            engaged,
            Relation.GEBONDEN_AANBIEDER,
            Relation.TOEGEWEZEN_HULP),
        of(tokens, Role.MEDISCH_ADVISEUR, oin, null, Relation.ADVIESAANVRAAG),
        of(tokens, Role.TOEZICHTHOUDER, oin + "2", null),
        of(tokens, Role.VEILIG_THUIS, oin + "3", null),
        of(tokens, Role.CIZ, oin + "4", null),
        of(
            tokens,
            Role.FUNCTIONARIS_GEGEVENSBESCHERMING,
            gemeente,
            college,
            Relation.VERANTWOORDELIJKE_GEMEENTE));
  }

  Role role() {
    return here.role();
  }

  /** The client that they have to do with. */
  String client() {
    return client(role());
  }

  /** A client that they have nothing to do with. */
  String otherClient() {
    return "anders-" + role().code();
  }

  static String client(Role role) {
    return "ni-" + role.code();
  }

  private static Insider person(Tokens tokens, Role role, String fhirUser, Relation relation) {
    return new Insider(
        tokens.person(role, fhirUser, client(role)),
        asker(role, null, relation),
        asker(role, null));
  }

  /** The hulp is in the CareTeam by the name of the aanbieder. */
  private static Insider of(
      Tokens tokens, Role role, String organization, Controller controller, Relation... here) {
    String user =
        role == Role.HUISHOUDELIJKE_HULP ? "Organization/ni-aanbieder" : "PractitionerRole/ni";
    return new Insider(
        tokens.employee(role, organization, user),
        asker(role, controller, here),
        asker(role, controller));
  }

  /** The client consents that who is engaged knows what came from the zorgverzekeraar. */
  private static Asker asker(Role role, Controller organisation, Relation... here) {
    Set<Relation> relations = Set.of(here);
    return new Asker(
        role,
        relations,
        organisation,
        Purpose.defaultOf(role),
        LocalDate.now(),
        Set.of(),
        relations.contains(Relation.GEBONDEN_AANBIEDER)
            ? Set.of(Herkomst.ZORGVERZEKERAAR)
            : Set.of());
  }
}
