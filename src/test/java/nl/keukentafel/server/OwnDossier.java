package nl.keukentafel.server;

import java.util.List;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;

/** One dossier, with organisations of its own, in which the {@link Insider} has a part. */
record OwnDossier(Store store, InformationCategories categories, Insider insider) {
  private static final List<String> PROFILES =
      List.of(
          "wmo-toewijzing",
          "wmo-team",
          "wmo-adviesaanvraag",
          "wmo-aanvraag",
          "wmo-beschikking",
          "wmo-toestemming",
          "wmo-functioneren",
          "wmo-hulpvraag",
          "wmo-huishouden",
          "wmo-belemmering",
          "wmo-doel",
          "wmo-keukentafelverslag",
          "wmo-ondersteuningsplan",
          "wmo-mantelzorghulp",
          "wmo-formulier",
          "wmo-wlz-indicatie",
          "wmo-herkomst");

  static void organizations(Store store) {
    organization(store, "ni-gemeente", NamingSystems.GEMEENTECODE, Insider.GEMEENTECODE);
    organization(store, "ni-aanbieder", NamingSystems.AGB, Insider.AGB);
    organization(
        store, "ni-adviseur", "https://w3id.org/keukentafel/fhir/NamingSystem/oin", Insider.OIN);
  }

  void fill() {
    patient(insider.client(), "ni-gemeente", Insider.GEMEENTECODE);
    patient(insider.otherClient(), "gemeente-westerbrug", "9902");
    RelatedPerson mentor = new RelatedPerson();
    mentor.setActive(true).getPatient().setReference("Patient/" + insider.client());
    mentor.addRelationship(
        new CodeableConcept(
            new Coding(Canonical.codeSystem("vertegenwoordiging"), "mentor", null)));
    mentor.setId(insider.client());
    put(mentor, Category.VERTEGENWOORDIGING);
    PROFILES.forEach(this::example);
  }

  private void example(String profile) {
    Resource resource =
        Examples.inDossier(profile, insider.client(), "ni-gemeente", "ni-aanbieder", "woord");
    resource.setId(insider.client() + "-" + profile);
    if (profile.equals("wmo-adviesaanvraag")) {
      ((Task) resource).getOwner().setReference("Organization/ni-adviseur");
    }
    put(resource, Category.of(categories.categoryOf(resource).orElseThrow()));
  }

  private void put(Resource resource, Category category) {
    store.put(
        resource,
        new DossierClass(
            Controller.college(Insider.GEMEENTECODE), category, Herkomst.WMO_ONDERZOEK));
  }

  private void patient(String id, String gemeente, String gemeentecode) {
    Patient client =
        (Patient) Examples.inDossier("wmo-client", id, gemeente, "ni-aanbieder", "woord");
    client.getIdentifierFirstRep().setSystem(NamingSystems.BSN).setValue(id);
    client.setId(id);
    store.put(
        client,
        new DossierClass(
            Controller.college(gemeentecode), Category.IDENTIFICATIE, Herkomst.WMO_ONDERZOEK));
  }

  private static void organization(Store store, String id, String system, String code) {
    Organization organization = new Organization().setActive(true).setName(id);
    organization.addIdentifier().setSystem(system).setValue(code);
    organization.setId(id);
    store.put(organization);
  }
}
