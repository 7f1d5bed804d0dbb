package nl.keukentafel.policy;

/**
 * What ties the asker to this client, computed live from the dossier (CodeSystem {@code relatie}).
 */
public enum Relation implements Coded {
  ZELF,
  VERTEGENWOORDIGT,
  VERANTWOORDELIJKE_GEMEENTE,
  GEBONDEN_AANBIEDER,
  VOORMALIG_AANBIEDER,
  GEMANDATEERDE_AANBIEDER,
  TOEGEWEZEN_HULP,
  ADVIESAANVRAAG,
  MELDING_ONTVANGEN,
  GEEN;

  public static Relation of(String code) {
    return Coded.of(Relation.class, code);
  }
}
