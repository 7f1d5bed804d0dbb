package nl.keukentafel.casework.form;

import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final boolean traced;
  private final Map<String, String> yields;
  private final List<String> keys = new ArrayList<>();
  private final List<Resource> made = new ArrayList<>();
  private final Map<String, IdType> left = new LinkedHashMap<>();

  /**
   * @param known the reference of the stored form that this one amends; empty when it is the first
   * @param yields what came out of that one, by key, in the version that it wrote
   * @param traced whether a Provenance says from whom all this came, and when: who may read that
   *     reads of every form, and of a message its own sender tells it
   */
  FormBundle(
      QuestionnaireResponse form,
      String known,
      Map<String, String> yields,
      Date recorded,
      boolean traced) {
    this.yields = yields;
    this.traced = traced;
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
        known(extracted.key()).map(FormBundle::reference).orElse(""),
        extracted.key());
    provenance.addTarget(new Reference(extracted.fullUrl()));
  }

  /** What came out of the earlier form under this key, in the version that it wrote. */
  Optional<IdType> known(String key) {
    return Optional.ofNullable(yields.get(key)).map(IdType::new);
  }

  /**
   * As somebody else made it since; entered as it is, because others of this form may refer to it.
   */
  void leave(Resource stored, String fullUrl, String key) {
    left.put(key, new IdType(yields.get(key)));
    enter(stored, fullUrl, reference(stored.getIdElement()), key);
  }

  /** The references of what another changed since, and therefore stays as it is. */
  List<String> left() {
    return left.values().stream().map(FormBundle::reference).toList();
  }

  /** The keys of what came out before and does not now. */
  List<String> gone() {
    return yields.keySet().stream().filter(key -> !keys.contains(key)).toList();
  }

  void withdraw(Resource stored, String key) {
    String reference = reference(stored.getIdElement());
    enter(Withdrawal.of(stored), reference, reference, key);
    provenance.addTarget(new Reference(reference));
  }

  void change(Patient client, Patient contact) {
    String reference = reference(client.getIdElement());
    enter(merged(client, contact), reference, reference, "");
  }

  Bundle build() {
    if (traced) {
      make(provenance, "urn:uuid:" + UUID.randomUUID(), "", "");
    }
    return bundle;
  }

  /** Everything that comes from the form, as opposed to what is changed or taken back. */
  List<Resource> made() {
    return made;
  }

  /** All that came out of it up to now, by key, in the version that a form wrote. */
  Map<String, String> yields(Bundle stored) {
    Map<String, String> all = new LinkedHashMap<>(yields);
    for (int i = 0; i < keys.size(); i++) {
      if (!keys.get(i).isEmpty() && !left.containsKey(keys.get(i))) {
        all.put(keys.get(i), written(stored.getEntry().get(i)).toUnqualified().getValue());
      }
    }
    return all;
  }

  /** The references of what was written, in the order of the bundle. */
  List<String> made(Bundle stored) {
    return stored.getEntry().stream()
        .map(entry -> reference(written(entry)))
        .filter(each -> !left().contains(each))
        .toList();
  }

  private static IdType written(BundleEntryComponent entry) {
    return new IdType(entry.getResponse().getLocation());
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

  private static String reference(IdType stored) {
    return stored.toUnqualifiedVersionless().getValue();
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
