package nl.keukentafel.casework.form;

import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.intake.Extracted;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * The one transaction in which a form, what follows from it and its Provenance are stored. Amended
 * answers change what came from the earlier ones.
 */
final class FormBundle {
  private static final String OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";

  private final Bundle bundle = new Bundle().setType(BundleType.TRANSACTION);
  private final Provenance provenance = new Provenance();
  private final Map<String, String> yields;
  private final List<String> keys = new ArrayList<>();
  private final List<Resource> made = new ArrayList<>();

  /**
   * @param known the reference of the stored form that this one amends; empty when it is the first
   * @param yields what came out of that one, by key
   */
  FormBundle(QuestionnaireResponse form, String known, Map<String, String> yields, Date recorded) {
    this.yields = yields;
    String fullUrl = "urn:uuid:" + UUID.randomUUID();
    make(form, fullUrl, known, "");
    provenance.getMeta().getProfile().add(new CanonicalType(Canonical.profile("wmo-herkomst")));
    provenance.setRecorded(recorded).addTarget(form.getSubject().copy());
    provenance.setActivity(
        new CodeableConcept(new Coding(OPERATION, known.isEmpty() ? "CREATE" : "UPDATE", null)));
    provenance.addAgent().setWho(form.getAuthor().copy());
    provenance.addEntity().setRole(ProvenanceEntityRole.SOURCE).setWhat(new Reference(fullUrl));
  }

  void add(Extracted extracted) {
    make(
        extracted.resource(),
        extracted.fullUrl(),
        yields.getOrDefault(extracted.key(), ""),
        extracted.key());
    provenance.addTarget(new Reference(extracted.fullUrl()));
  }

  /** What came out before and does not now. */
  List<IdType> gone() {
    return yields.entrySet().stream()
        .filter(each -> !keys.contains(each.getKey()))
        .map(each -> new IdType(each.getValue()))
        .toList();
  }

  void withdraw(Resource stored) {
    change(Withdrawal.of(stored));
    provenance.addTarget(new Reference(reference(stored)));
  }

  void change(Patient client, Patient contact) {
    change(merged(client, contact));
  }

  Bundle build() {
    make(provenance, "urn:uuid:" + UUID.randomUUID(), "", "");
    return bundle;
  }

  /** Everything that comes from the form, as opposed to what is changed or taken back. */
  List<Resource> made() {
    return made;
  }

  /** What came out now for the first time, by key. */
  Map<String, String> news(Bundle stored) {
    Map<String, String> news = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!keys.get(i).isEmpty() && !yields.containsKey(keys.get(i))) {
        news.put(keys.get(i), location(stored.getEntry().get(i)));
      }
    }
    return news;
  }

  static String location(BundleEntryComponent entry) {
    return new IdType(entry.getResponse().getLocation()).toUnqualifiedVersionless().getValue();
  }

  private void change(Resource stored) {
    enter(stored, reference(stored), reference(stored), "");
  }

  private void make(Resource resource, String fullUrl, String known, String key) {
    made.add(resource);
    enter(resource, fullUrl, known, key);
  }

  private void enter(Resource resource, String fullUrl, String known, String key) {
    keys.add(key);
    if (!known.isEmpty()) {
      resource.setId(known);
    }
    bundle
        .addEntry()
        .setFullUrl(fullUrl)
        .setResource(resource)
        .getRequest()
        .setMethod(known.isEmpty() ? HTTPVerb.POST : HTTPVerb.PUT)
        .setUrl(known.isEmpty() ? resource.fhirType() : known);
  }

  private static String reference(Resource stored) {
    return stored.getIdElement().toUnqualifiedVersionless().getValue();
  }

  /** The newest answer on how to reach the client replaces an older one of the same kind. */
  private static Patient merged(Patient client, Patient answered) {
    Patient merged = client.copy();
    for (ContactPoint telecom : answered.getTelecom()) {
      merged.getTelecom().removeIf(known -> known.getSystem() == telecom.getSystem());
      merged.addTelecom(telecom);
    }
    for (Extension extension : answered.getExtension()) {
      merged.getExtension().removeIf(known -> known.getUrl().equals(extension.getUrl()));
      merged.addExtension(extension);
    }
    return merged;
  }
}
