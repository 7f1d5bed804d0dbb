package nl.keukentafel.policy;

/** What kind of information it is (CodeSystem {@code informatiecategorie}). */
public enum Category implements Coded {
  IDENTIFICATIE,
  BSN,
  CONTACT,
  HULPVRAAG,
  FUNCTIONEREN,
  ACHTERGROND,
  DIAGNOSE,
  MANTELZORG,
  MANTELZORGER_PERSOON,
  NETWERK,
  HUISHOUDEN,
  WONING,
  HUISDIEREN,
  MATCHING,
  VEILIGHEID,
  AFSPRAKEN,
  PLAN,
  VERSLAG,
  BESLUIT,
  TOEWIJZING,
  UITVOERING,
  MEDISCH_ADVIES,
  WLZ_INDICATIE,
  SIGNAAL,
  CALAMITEIT,
  HUISELIJK_GEWELD,
  TOESTEMMING,
  STATUS,
  VERTEGENWOORDIGING,
  KLACHT,
  EVALUATIE,
  ANTWOORDEN;

  public static Category of(String code) {
    return Coded.of(Category.class, code);
  }
}
