package nl.keukentafel.policy;

/** The two acts that the rulebook judges. */
public enum Act implements Coded {
  RAADPLEGEN,
  VASTLEGGEN;

  public static Act of(String code) {
    return Coded.of(Act.class, code);
  }
}
