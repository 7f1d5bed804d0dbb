package nl.keukentafel.policy;

/** What the information is wanted for (CodeSystem {@code doel}). */
public enum Purpose implements Coded {
  ONDERZOEK,
  BESLUIT,
  HEROVERWEGING,
  LEVERING,
  VERANTWOORDING,
  TOEZICHT,
  INZAGE,
  MEDISCH_ADVIES,
  NOODGEVAL;

  public static Purpose of(String code) {
    return Coded.of(Purpose.class, code);
  }

  /** The purpose of a request that names none. */
  public static Purpose defaultOf(Role role) {
    return switch (role) {
      case CLIENT, VERTEGENWOORDIGER -> INZAGE;
      case WMO_CONSULENT, CONSULENT_VOORPORTAAL, VEILIG_THUIS, CIZ -> ONDERZOEK;
      case ZORGCOORDINATOR, HUISHOUDELIJKE_HULP -> LEVERING;
      case MEDISCH_ADVISEUR -> MEDISCH_ADVIES;
      case TOEZICHTHOUDER, FUNCTIONARIS_GEGEVENSBESCHERMING -> TOEZICHT;
    };
  }
}
