package nl.keukentafel.casework.process;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OrganizationAffiliation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;

/** How gemeente and aanbieder agreed to work, as their OrganizationAffiliation has it. */
final class Variant {
  static final String ACCESS = "toegang";
  static final String DELIVERY = "uitvoeringsvariant";
  static final Set<String> URLS =
      Set.of(Canonical.extension(ACCESS), Canonical.extension(DELIVERY));

  private final IFhirResourceDao<OrganizationAffiliation> agreements;
  private final IFhirResourceDao<Patient> clients;

  Variant(IFhirResourceDao<OrganizationAffiliation> agreements, IFhirResourceDao<Patient> clients) {
    this.agreements = agreements;
    this.clients = clients;
  }

  /** Who does the onderzoek: the gemeente, unless she agreed otherwise with whom she gave it to. */
  String access(Task aanvraag) {
    Patient client =
        clients.read(
            new IdType(aanvraag.getFor().getReference()).toUnqualifiedVersionless(),
            new SystemRequestDetails());
    return of(ACCESS, client.getManagingOrganization(), aanvraag.getOwner()).orElse("gemeente");
  }

  /** What the agreement says of this; empty when there is none. */
  Optional<String> of(String extension, Reference gemeente, Reference aanbieder) {
    SearchParameterMap query =
        new SearchParameterMap("primary-organization", new ReferenceParam(gemeente.getReference()))
            .add("participating-organization", new ReferenceParam(aanbieder.getReference()))
            .setLoadSynchronous(true);
    return agreements.search(query, new SystemRequestDetails()).getAllResources().stream()
        .map(OrganizationAffiliation.class::cast)
        .filter(OrganizationAffiliation::getActive)
        .flatMap(each -> Stream.ofNullable(each.getExtensionString(Canonical.extension(extension))))
        .findFirst();
  }
}
