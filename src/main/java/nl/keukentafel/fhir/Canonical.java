package nl.keukentafel.fhir;

/** The canonical URLs of the project, all under one base. */
public final class Canonical {
  public static final String BASE = "https://w3id.org/keukentafel/fhir";

  private Canonical() {}

  /** Canonical of a profile, e.g. {@code wmo-client}. */
  public static String profile(String id) {
    return BASE + "/StructureDefinition/" + id;
  }

  /** Canonical of an extension, named without its {@code ext-} prefix. */
  public static String extension(String name) {
    return BASE + "/StructureDefinition/ext-" + name;
  }

  public static String codeSystem(String name) {
    return BASE + "/CodeSystem/" + name;
  }

  public static String questionnaire(String id) {
    return BASE + "/Questionnaire/" + id;
  }

  public static String topic(String id) {
    return BASE + "/SubscriptionTopic/" + id;
  }
}
