package nl.keukentafel.policy;

/** The outcome of a decision. */
public enum Verdict implements Coded {
  PERMIT,
  REFUSE;

  public static Verdict of(String code) {
    return Coded.of(Verdict.class, code);
  }
}
