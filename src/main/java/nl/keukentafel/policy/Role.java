package nl.keukentafel.policy;

/** The role in which somebody asks (CodeSystem {@code rol}). */
public enum Role implements Coded {
  CLIENT,
  VERTEGENWOORDIGER,
  WMO_CONSULENT,
  CONSULENT_VOORPORTAAL,
  ZORGCOORDINATOR,
  HUISHOUDELIJKE_HULP,
  MEDISCH_ADVISEUR,
  TOEZICHTHOUDER,
  VEILIG_THUIS,
  CIZ,
  FUNCTIONARIS_GEGEVENSBESCHERMING;

  public static Role of(String code) {
    return Coded.of(Role.class, code);
  }
}
