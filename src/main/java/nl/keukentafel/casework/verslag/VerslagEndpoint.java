package nl.keukentafel.casework.verslag;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.ArrayList;
import java.util.List;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.search.CallerSearch;
import nl.keukentafel.casework.verslag.VerslagPage.Fact;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;

/** {@code Composition/{id}/$verslag}: the keukentafelverslag to read (Wmo 2.3.2 lid 8). */
public final class VerslagEndpoint implements IResourceProvider {
  private final IFhirResourceDao<Composition> compositions;
  private final IFhirResourceDao<Organization> organizations;
  private final CallerSearch search;
  private final VerslagPage page = new VerslagPage();

  VerslagEndpoint(DaoRegistry daos, CallerSearch search) {
    this.compositions = daos.getResourceDao(Composition.class);
    this.organizations = daos.getResourceDao(Organization.class);
    this.search = search;
  }

  @Override
  public Class<Composition> getResourceType() {
    return Composition.class;
  }

  /**
   * The verslag as the caller may see it, in the form that {@code Accept} asks for: {@code
   * text/html} (also when any form will do) or {@code application/pdf}.
   *
   * @return 404 when it is not in the caller's dossier; 406 for another form
   */
  @Operation(name = "$verslag", idempotent = true)
  public Binary verslag(@IdParam IdType id, ServletRequestDetails request) {
    AskedForm form = AskedForm.document(request);
    Composition verslag = compositions.read(id, request); // judged, masked and logged
    return form.binary(page.of(verslag, parties(verslag, request)), request);
  }

  private List<Fact> parties(Composition verslag, ServletRequestDetails request) {
    List<Fact> parties = new ArrayList<>();
    search.find("Patient?_id=" + Subjects.patientOf(verslag).orElseThrow(), request).stream()
        .map(client -> ((Patient) client).getNameFirstRep().getNameAsSingleString())
        .filter(name -> !name.isBlank())
        .forEach(name -> parties.add(new Fact("Voor", name)));
    parties.addAll(named("Gemaakt door", verslag.getAuthor()));
    parties.addAll(named("Verantwoordelijk", List.of(verslag.getCustodian())));
    return parties;
  }

  /** The organisations among them: the register is open to whoever may read the verslag. */
  private List<Fact> named(String fact, List<Reference> parties) {
    return parties.stream()
        .map(Reference::getReferenceElement)
        .filter(party -> "Organization".equals(party.getResourceType()))
        .map(party -> new Fact(fact, name(new IdType(party.getValue()))))
        .filter(each -> !each.value().isEmpty())
        .toList();
  }

  private String name(IdType organization) {
    try {
      return organizations.read(organization, new SystemRequestDetails()).getName();
    } catch (ResourceNotFoundException gone) {
      return "";
    }
  }
}
