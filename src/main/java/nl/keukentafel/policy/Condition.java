package nl.keukentafel.policy;

/**
 * A fact about this one request or item that a rule may ask for, beside role, relation and class.
 */
public enum Condition implements Coded {
  MOTIVERING,
  NOODZAAK,
  TOESTEMMING,
  TOESTEMMING_ADVIES,
  NOODGEVAL;

  public static Condition of(String code) {
    return Coded.of(Condition.class, code);
  }
}
