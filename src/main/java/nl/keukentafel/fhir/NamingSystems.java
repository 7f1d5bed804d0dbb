package nl.keukentafel.fhir;

/** Identifier systems: national ones, and own provisional ones where no national URI was found. */
public final class NamingSystems {
  public static final String BSN = "http://fhir.nl/fhir/NamingSystem/bsn";
  public static final String AGB = "http://fhir.nl/fhir/NamingSystem/agb-z";
  public static final String KVK = "http://fhir.nl/fhir/NamingSystem/kvk";
  public static final String GEMEENTECODE = Canonical.BASE + "/NamingSystem/gemeentecode";
  public static final String OIN = Canonical.BASE + "/NamingSystem/oin";
  public static final String RSIN = Canonical.BASE + "/NamingSystem/rsin";
  public static final String TOEWIJZINGNUMMER = Canonical.BASE + "/NamingSystem/toewijzingnummer";
  public static final String BESCHIKKINGNUMMER = Canonical.BASE + "/NamingSystem/beschikkingnummer";

  private NamingSystems() {}
}
