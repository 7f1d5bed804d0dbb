package nl.keukentafel.casework.rights.copy;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.explain.Readers;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.casework.rights.insight.WholeDossier;
import nl.keukentafel.casework.verslag.AskedForm;
import nl.keukentafel.casework.verslag.Pages;
import nl.keukentafel.policy.Category;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** {@code Patient/{id}/$inzage}: a copy of the whole dossier (Wmo 5.3.2; AVG 15). */
public final class InzageEndpoint implements IResourceProvider {
  private final WholeDossier dossier;
  private final Readers readers;
  private final ReadableDossier readable;
  private final Clock clock;
  private final Pages pages = new Pages();

  InzageEndpoint(WholeDossier dossier, Readers readers, ReadableDossier readable, Clock clock) {
    this.dossier = dossier;
    this.readers = readers;
    this.readable = readable;
    this.clock = clock;
  }

  @Override
  public Class<Patient> getResourceType() {
    return Patient.class;
  }

  /**
   * @param categories only these; all when absent
   * @return a collection, or as {@code Accept} says a page or a PDF; 404 when it is not the
   *     caller's own dossier
   */
  @Operation(name = "$inzage", idempotent = true)
  public Resource inzage(
      @IdParam IdType client,
      @OperationParam(name = "informatiecategorie") @Nullable List<CodeType> categories,
      ServletRequestDetails request) {
    AskedForm form = AskedForm.fhirOr(request, MediaType.TEXT_HTML, MediaType.APPLICATION_PDF);
    Set<Category> asked = asked(categories);
    List<Resource> copy =
        dossier.read(client, request).stream()
            .filter(each -> asked.isEmpty() || isOf(asked, each))
            .toList();
    return form.document()
        ? form.binary(
            pages.of(
                "inzage", Map.of("day", Pages.day(clock.instant()), "items", readable.of(copy))),
            request)
        : bundle(copy, request.getFhirServerBase());
  }

  private boolean isOf(Set<Category> asked, Resource shown) {
    return readers.classesIn(shown).stream()
        .limit(1)
        .anyMatch(each -> asked.contains(each.category()));
  }

  private Bundle bundle(List<Resource> copy, String base) {
    Bundle bundle =
        new Bundle().setType(BundleType.COLLECTION).setTimestamp(Date.from(clock.instant()));
    copy.forEach(
        each ->
            bundle.addEntry().setFullUrl(base + "/" + Subjects.reference(each)).setResource(each));
    return bundle;
  }

  private static Set<Category> asked(@Nullable List<CodeType> categories) {
    try {
      return categories == null
          ? Set.of()
          : categories.stream()
              .map(PrimitiveType::getValue)
              .map(Category::of)
              .collect(Collectors.toSet());
    } catch (IllegalArgumentException unknown) {
      throw Refusal.invalid("Deze code kennen wij niet.", "Unknown code of informatiecategorie");
    }
  }
}
