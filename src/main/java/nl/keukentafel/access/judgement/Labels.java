package nl.keukentafel.access.judgement;

import java.util.Optional;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Coded;
import nl.keukentafel.policy.DossierClass;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;

/** The labels that the server, and nobody else, writes in {@code meta}. */
public final class Labels {
  public static final String DOSSIER_CLASS = Canonical.codeSystem("dossierklasse");
  public static final String OWNER = Canonical.codeSystem("eigenaar");
  private static final String CATEGORY = Canonical.codeSystem("informatiecategorie");
  private static final String HERKOMST = Canonical.codeSystem("herkomst");

  private static final String WRITTEN = Labels.class.getName();

  private Labels() {}

  /** Replaces whatever labels were there. */
  public static void write(Resource resource, DossierClass what) {
    strip(resource);
    Meta meta = resource.getMeta();
    meta.addSecurity(coding(CATEGORY, what.category()));
    meta.addSecurity(coding(HERKOMST, what.herkomst()));
    meta.addTag(new Coding().setSystem(DOSSIER_CLASS).setCode(what.code()));
  }

  public static void writeOwner(Resource resource, String owner) {
    strip(resource);
    resource.getMeta().addTag(new Coding().setSystem(OWNER).setCode(owner));
  }

  /** Every write begins with it. */
  public static void strip(Resource resource) {
    resource.getMeta().setTag(null).setSecurity(null);
    resource.setUserData(WRITTEN, true);
  }

  /** Whether this very object is on its way into the store, not out of it. */
  public static boolean isBeingWritten(Resource resource) {
    return resource.hasUserData(WRITTEN);
  }

  public static Optional<DossierClass> read(Resource resource) {
    return resource.getMeta().getTag().stream()
        .filter(tag -> DOSSIER_CLASS.equals(tag.getSystem()))
        .map(tag -> DossierClass.of(tag.getCode()))
        .findFirst();
  }

  public static boolean ownedBy(Resource resource, String owner) {
    return resource.getMeta().getTag(OWNER, owner) != null;
  }

  private static Coding coding(String system, Coded concept) {
    return new Coding().setSystem(system).setCode(concept.code());
  }
}
