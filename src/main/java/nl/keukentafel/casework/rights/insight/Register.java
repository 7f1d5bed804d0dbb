package nl.keukentafel.casework.rights.insight;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Optional;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Controller;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Reference;

/** The organisations by their numbers; the register is open to every reader. */
public final class Register {
  private final IFhirResourceDao<Organization> organizations;

  public Register(DaoRegistry daos) {
    this.organizations = daos.getResourceDao(Organization.class);
  }

  /** A reference with a name, or with the number only when it is not in the register. */
  Reference reference(OrganizationIdentifier number) {
    SearchParameterMap query =
        SearchParameterMap.newSynchronous(
            "identifier", new TokenParam(number.system(), number.value()));
    Optional<Organization> found =
        organizations.search(query, new SystemRequestDetails()).getAllResources().stream()
            .map(Organization.class::cast)
            .findFirst();
    Reference reference =
        new Reference()
            .setIdentifier(new Identifier().setSystem(number.system()).setValue(number.value()));
    return found
        .map(
            each ->
                reference
                    .setReference("Organization/" + each.getIdElement().getIdPart())
                    .setDisplay(each.getName()))
        .orElseGet(() -> reference.setDisplay(number.value()));
  }

  /** What is pointed at: by its name when it is an organisation, else by what is said of it. */
  public String name(Reference reference) {
    IdType id = new IdType(reference.getReference());
    if (reference.hasDisplay() || !"Organization".equals(id.getResourceType())) {
      return reference.hasDisplay()
          ? reference.getDisplay()
          : String.valueOf(reference.getReference());
    }
    try {
      return organizations.read(id, new SystemRequestDetails()).getName();
    } catch (ResourceNotFoundException | ResourceGoneException absent) {
      return id.getIdPart();
    }
  }

  /** Who answers for the data of one client. */
  Reference reference(Controller controller, String client) {
    return OrganizationIdentifier.of(controller)
        .map(this::reference)
        .orElseGet(() -> new Reference("Patient/" + client).setDisplay("U zelf"));
  }
}
