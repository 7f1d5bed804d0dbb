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
}
