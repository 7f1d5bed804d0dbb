package nl.keukentafel.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.UriOrListParam;
import ca.uhn.fhir.rest.param.UriParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.Test;

class ConformanceProviderTest {
  private static final ConformanceProviders PROVIDERS =
      ConformanceProviders.of(RealConformance.RESOURCES, RealConformance.SUPPORT);

  @Test
  void servesEveryProfileWithASnapshot() {
    assertThat(provider("StructureDefinition").search(null, null, null, null))
        .isNotEmpty()
        .allSatisfy(
            profile ->
                assertThat(((StructureDefinition) profile).getSnapshot().getElement())
                    .isNotEmpty());
  }

  @Test
  void readsById() {
    assertThat(
            provider("Questionnaire").read(new IdType("Questionnaire/keukentafelgesprek")).getUrl())
        .isEqualTo(Canonical.questionnaire("keukentafelgesprek"));
  }

  @Test
  void findsNothingUnderAnUnknownId() {
    assertThatThrownBy(() -> provider("ValueSet").read(new IdType("ValueSet/none")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void narrowsBySearchParameters() {
    UriOrListParam url = new UriOrListParam().addOr(new UriParam(Canonical.codeSystem("rol")));

    assertThat(provider("CodeSystem").search(null, url, null, null))
        .extracting(each -> each.getIdElement().getIdPart())
        .containsExactly("rol");
    assertThat(provider("CodeSystem").search(null, url, new StringParam("RO"), null)).hasSize(1);
    assertThat(provider("CodeSystem").search(null, url, null, new TokenParam("99"))).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static ConformanceProvider<MetadataResource> provider(String type) {
    return PROVIDERS.all().stream()
        .filter(ConformanceProvider.class::isInstance)
        .filter(each -> each.getResourceType().getSimpleName().equals(type))
        .map(each -> (ConformanceProvider<MetadataResource>) each)
        .findFirst()
        .orElseThrow();
  }
}
