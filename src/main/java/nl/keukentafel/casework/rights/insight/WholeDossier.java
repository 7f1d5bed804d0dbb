package nl.keukentafel.casework.rights.insight;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.List;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Reach;
import nl.keukentafel.access.search.CallerSearch;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;

/** All that a caller may read of one client: judged, masked and logged as any search. */
public final class WholeDossier {
  private final Gate gate;
  private final CallerSearch search;
  private final IFhirResourceDao<Patient> patients;

  WholeDossier(Gate gate, CallerSearch search, DaoRegistry daos) {
    this.gate = gate;
    this.search = search;
    this.patients = daos.getResourceDao(Patient.class);
  }

  /**
   * @throws ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException 404 when the client is
   *     absent or hidden from the caller
   */
  public List<Resource> read(IdType client, ServletRequestDetails request) {
    patients.read(client, request);
    return gate.types().entrySet().stream()
        .filter(type -> type.getValue().reach() == Reach.DOSSIER)
        .flatMap(type -> search.all(type.getKey(), client.getIdPart(), request).stream())
        .toList();
  }
}
