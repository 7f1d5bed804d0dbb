package nl.keukentafel.casework;

import java.util.Date;
import java.util.UUID;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.intake.Extracted;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** The one transaction in which a form, what follows from it and its Provenance are stored. */
final class FormBundle {
  private final Bundle bundle = new Bundle().setType(BundleType.TRANSACTION);
  private final Provenance provenance = new Provenance();

  FormBundle(QuestionnaireResponse form, Date recorded) {
    String fullUrl = "urn:uuid:" + UUID.randomUUID();
    post(form, fullUrl);
    provenance.getMeta().getProfile().add(new CanonicalType(Canonical.profile("wmo-herkomst")));
    provenance.setRecorded(recorded).addTarget(form.getSubject().copy());
    provenance.addAgent().setWho(form.getAuthor().copy());
    provenance.addEntity().setRole(ProvenanceEntityRole.SOURCE).setWhat(new Reference(fullUrl));
  }

  void add(Extracted extracted) {
    post(extracted.resource(), extracted.fullUrl());
    provenance.addTarget(new Reference(extracted.fullUrl()));
  }

  void change(Patient client, Patient contact) {
    put(merged(client, contact));
  }

  Bundle build() {
    post(provenance, "urn:uuid:" + UUID.randomUUID());
    return bundle;
  }

  private void post(Resource resource, String fullUrl) {
    bundle
        .addEntry()
        .setFullUrl(fullUrl)
        .setResource(resource)
        .getRequest()
        .setMethod(HTTPVerb.POST)
        .setUrl(resource.fhirType());
  }

  private void put(Patient client) {
    String reference = client.getIdElement().toUnqualifiedVersionless().getValue();
    bundle
        .addEntry()
        .setFullUrl(reference)
        .setResource(client)
        .getRequest()
        .setMethod(HTTPVerb.PUT)
        .setUrl(reference);
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
