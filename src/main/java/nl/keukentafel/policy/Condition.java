package nl.keukentafel.policy;

/**
 * A fact about this one request or item that a rule may ask for, beside role, relation and class.
 */
public enum Condition implements Coded {
  /** The reason is recorded why the plan needs this information (Wmo 5.1.1 lid 1). */
  MOTIVERING,
  /** It is recorded why the person must be known (Wmo 5.1.1 lid 2). */
  NOODZAAK,
  /** Explicit consent to break the secrecy for data from this source. */
  TOESTEMMING,
  /** Consent to share with the medical adviser. */
  TOESTEMMING_ADVIES,
  /** What is recorded is a consent to the processing itself (AVG 6 lid 1 onder a). */
  TOESTEMMING_VERWERKING,
  /** Showing this item would harm somebody else's privacy (Wmo 5.3.2). */
  PRIVACY_ANDER,
  /** A life is at stake and the client cannot consent; the reason is recorded. */
  NOODGEVAL;

  public static Condition of(String code) {
    return Coded.of(Condition.class, code);
  }
}
