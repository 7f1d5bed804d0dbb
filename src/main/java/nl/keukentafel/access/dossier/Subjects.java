package nl.keukentafel.access.dossier;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Whose dossier a resource belongs to, https://hl7.org/fhir/R4/compartmentdefinition-patient.html.
 */
public final class Subjects {
  private static final List<String> ELEMENTS = List.of("patient", "subject", "for", "target");

  private Subjects() {}

  /** The id of the one Patient; empty when the resource belongs to nobody's dossier. */
  public static Optional<String> patientOf(Resource resource) {
    if (resource instanceof Patient) {
      return Optional.ofNullable(resource.getIdElement().getIdPart());
    }
    return ELEMENTS.stream()
        .flatMap(element -> values(resource, element).stream())
        .filter(Reference.class::isInstance)
        .map(value -> ((Reference) value).getReferenceElement())
        .filter(id -> "Patient".equals(id.getResourceType()) && id.hasIdPart())
        .map(id -> id.getIdPart())
        .findFirst();
  }

  /** {@code Type/id}, without a version. */
  public static String reference(Resource resource) {
    return resource.getIdElement().toUnqualifiedVersionless().getValue();
  }

  private static List<Base> values(Resource resource, String element) {
    return resource.getNamedProperty(element) == null
        ? List.of()
        : resource.listChildrenByName(element);
  }
}
