package nl.keukentafel.casework.letter;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.search.CallerSearch;
import nl.keukentafel.casework.process.LegalTerm;
import nl.keukentafel.casework.verslag.AskedForm;
import nl.keukentafel.fhir.Day;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Contract.ContractStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;

/** {@code Contract/{id}/$brief}: the besluit as a letter (Awb 3:41). */
public final class LetterEndpoint implements IResourceProvider {
  /** Against an intention and against what is disputed already there is no bezwaar. */
  private static final Set<ContractStatus> NOT_OPEN =
      EnumSet.of(ContractStatus.OFFERED, ContractStatus.DISPUTED);

  private final IFhirResourceDao<Contract> decisions;
  private final IFhirResourceDao<Organization> organizations;
  private final CallerSearch search;
  private final LegalTerm objection;
  private final LetterPage page = new LetterPage();

  LetterEndpoint(DaoRegistry daos, CallerSearch search, LegalTerm objection) {
    this.decisions = daos.getResourceDao(Contract.class);
    this.organizations = daos.getResourceDao(Organization.class);
    this.search = search;
    this.objection = objection;
  }

  @Override
  public Class<Contract> getResourceType() {
    return Contract.class;
  }

  /**
   * The letter in the form that {@code Accept} asks for.
   *
   * @return 404 when the besluit is not in the caller's dossier; 406 for another form
   */
  @Operation(name = "$brief", idempotent = true)
  public Binary brief(@IdParam IdType id, ServletRequestDetails request) {
    AskedForm form = AskedForm.document(request);
    Contract besluit = decisions.read(id, request); // judged, masked and logged
    Patient client =
        search.find("Patient?_id=" + Subjects.patientOf(besluit).orElseThrow(), request).stream()
            .map(Patient.class::cast)
            .findFirst()
            .orElseGet(Patient::new);
    Organization gemeente =
        organizations.read(
            new IdType(besluit.getAuthorityFirstRep().getReference()).toUnqualifiedVersionless(),
            new SystemRequestDetails());
    return form.binary(page.of(besluit, client, gemeente.getName(), objectUntil(besluit)), request);
  }

  private @Nullable LocalDate objectUntil(Contract besluit) {
    return NOT_OPEN.contains(besluit.getStatus()) || !besluit.hasIssued()
        ? null
        : objection.lastDay(Day.of(besluit.getIssuedElement()));
  }
}
