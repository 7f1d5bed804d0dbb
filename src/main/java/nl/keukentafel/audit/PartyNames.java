package nl.keukentafel.audit;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenParam;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.identity.OrganizationIdentifier;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.Organization;
import org.jspecify.annotations.Nullable;

/** How a client knows who was there: by role and organisation, in plain words. */
public final class PartyNames {
  private final Map<String, String> roles;
  private final LoadingCache<OrganizationIdentifier, String> organizations;

  public PartyNames(ConformanceResources conformance, DaoRegistry daos) {
    roles =
        conformance
            .find(CodeSystem.class, Canonical.codeSystem("rol"))
            .orElseThrow()
            .getConcept()
            .stream()
            .collect(
                Collectors.toMap(
                    CodeSystem.ConceptDefinitionComponent::getCode,
                    CodeSystem.ConceptDefinitionComponent::getDisplay));
    organizations =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build(
                who ->
                    daos
                        .getResourceDao(Organization.class)
                        .search(
                            SearchParameterMap.newSynchronous(
                                "identifier", new TokenParam(who.system(), who.value())),
                            new SystemRequestDetails())
                        .getAllResources()
                        .stream()
                        .map(found -> ((Organization) found).getName())
                        .findFirst()
                        .orElse(who.value()));
  }

  public String role(@Nullable String code) {
    return code == null ? "Iemand zonder aanmelding" : roles.getOrDefault(code, code);
  }

  /**
   * A role, and of which organisation.
   *
   * @param organization as the log keeps it; absent for who acts for themselves
   */
  public String of(@Nullable String role, @Nullable String organization) {
    return organization == null
        ? role(role)
        : role(role) + " van " + organization(OrganizationIdentifier.parse(organization));
  }

  public String organization(OrganizationIdentifier who) {
    return organizations.get(who);
  }
}
