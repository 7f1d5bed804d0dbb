package nl.keukentafel.policy;

/** Where the information came from (CodeSystem {@code herkomst}). */
public enum Herkomst implements Coded {
  CLIENT,
  WMO_ONDERZOEK,
  AANBIEDER,
  MANTELZORGER,
  JEUGDWET,
  PARTICIPATIEWET,
  SCHULDHULPVERLENING,
  ZORGVERZEKERAAR,
  ZORGAANBIEDER_ZVW,
  CIZ,
  BELASTINGDIENST;

  public static Herkomst of(String code) {
    return Coded.of(Herkomst.class, code);
  }
}
