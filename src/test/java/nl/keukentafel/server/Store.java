package nl.keukentafel.server;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.DossierClass;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;

/** Puts resources past every stage, labelled as the server labels what it stores. */
record Store(DaoRegistry daos) {
  void put(Resource resource, DossierClass what) {
    resource
        .getMeta()
        .addTag(new Coding(Canonical.codeSystem("dossierklasse"), what.code(), null))
        .addSecurity(
            new Coding(Canonical.codeSystem("informatiecategorie"), what.category().code(), null))
        .addSecurity(new Coding(Canonical.codeSystem("herkomst"), what.herkomst().code(), null));
    put(resource);
  }

  /** With the labels that it has. */
  void put(Resource resource) {
    dao(resource.fhirType()).update(resource, new SystemRequestDetails());
  }

  void delete(IIdType id) {
    dao(id.getResourceType()).delete(id, new SystemRequestDetails());
  }

  @SuppressWarnings("unchecked") // the registry knows which type it asks for
  private IFhirResourceDao<Resource> dao(String type) {
    return daos.getResourceDao(type);
  }
}
