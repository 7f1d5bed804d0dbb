package nl.keukentafel.server;

import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Controller;
import org.jspecify.annotations.Nullable;

/** The organisations of the demo (demo/registry.json). */
enum Organisation {
  LINDEHOVEN("gemeente-lindehoven", NamingSystems.GEMEENTECODE, "9901"),
  WESTERBRUG("gemeente-westerbrug", NamingSystems.GEMEENTECODE, "9902"),
  DE_LINDE("aanbieder-de-linde", NamingSystems.AGB, "99000001"),
  NOORD("aanbieder-noord", NamingSystems.AGB, "99000002"),
  ADVISEUR("medisch-adviseur", OIN.SYSTEM, "99990000000000000001"),
  TOEZICHT("toezichthouder", OIN.SYSTEM, "99990000000000000002"),
  VEILIG_THUIS("veilig-thuis", OIN.SYSTEM, "99990000000000000003"),
  CIZ("ciz", OIN.SYSTEM, "99990000000000000004");

  private static final class OIN {
    static final String SYSTEM = "https://w3id.org/keukentafel/fhir/NamingSystem/oin";
  }

  private final String id;
  private final String system;
  private final String code;

  Organisation(String id, String system, String code) {
    this.id = id;
    this.system = system;
    this.code = code;
  }

  String id() {
    return id;
  }

  String reference() {
    return "Organization/" + id;
  }

  String identifier() {
    return system + "|" + code;
  }

  /** Who this is to the rulebook; absent for who cannot hold data of a client. */
  @Nullable Controller controller() {
    return switch (this) {
      case LINDEHOVEN, WESTERBRUG -> Controller.college(code);
      case DE_LINDE, NOORD -> Controller.aanbieder(code);
      case ADVISEUR, TOEZICHT, VEILIG_THUIS, CIZ -> null;
    };
  }

  /** Only Noord may do the onderzoek, and only for Westerbrug. */
  boolean hasMandaatOf(Organisation gemeente) {
    return this == NOORD && gemeente == WESTERBRUG;
  }
}
