package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Whoever builds against this server asks it what the codes mean, without a token. */
@ServerTest
class TerminologyIT {
  private static final String SYSTEM = "https://w3id.org/keukentafel/fhir/CodeSystem/";

  @LocalServerPort int port;

  @Test
  void findsAConceptByASynonym() {
    ValueSet found =
        get("ValueSet/thesaurus-zorg-en-welzijn/$expand?filter=poetshulp").as(ValueSet.class);

    assertThat(found.getExpansion().getContains())
        .extracting(ValueSet.ValueSetExpansionContainsComponent::getDisplay)
        .containsExactly("hulp bij het huishouden");
  }

  @Test
  void looksARuleUp() {
    Parameters rule =
        get("CodeSystem/$lookup?system=" + SYSTEM + "grondslag&code=wmo-5.2.1-2a-netwerk")
            .as(Parameters.class);

    assertThat(properties(rule)).contains("definition", "artikel", "link");
  }

  @Test
  void saysWhetherACodeIsInAValueSet() {
    String set = "ValueSet/rol/$validate-code?system=" + SYSTEM + "rol&code=";

    assertThat(get(set + "zorgcoordinator").as(Parameters.class).getParameterBool("result"))
        .isTrue();
    assertThat(get(set + "directeur").as(Parameters.class).getParameterBool("result")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "plannaam, zorgplan, ondersteuningsplan",
    "rolnaam, casemanager, zorgcoordinator",
    "iwmo-geslacht, 2, female"
  })
  void translatesWhatOthersCallIt(String system, String code, String ours) {
    Parameters answer =
        get("ConceptMap/$translate?system=" + SYSTEM + system + "&code=" + code)
            .as(Parameters.class);

    assertThat(answer.getParameterBool("result")).isTrue();
    assertThat(answer.getParameter().stream().flatMap(each -> each.getPart().stream()))
        .filteredOn(part -> part.getName().equals("concept"))
        .extracting(part -> ((Coding) part.getValue()).getCode())
        .contains(ours);
  }

  @Test
  void doesNotTranslateARelationToOneThatMeansSomethingElse() {
    for (String code : List.of("23", "24")) {
      Parameters answer =
          get("ConceptMap/$translate?system=" + SYSTEM + "iwmo-soort-relatie&code=" + code)
              .as(Parameters.class);
      assertThat(answer.getParameterBool("result")).as(code).isFalse();
    }
  }

  @Test
  void servesTheTopicsOfTheProcess() {
    assertThat(get("Basic?code=SubscriptionTopic").as(Bundle.class).getEntry())
        .extracting(each -> ((Basic) each.getResource()).getIdElement().getIdPart())
        .containsExactlyInAnyOrder(
            "toewijzing",
            "beschikking",
            "verslag",
            "ondersteuningsplan",
            "uitvoering",
            "signaal",
            "wlz-indicatie",
            "afloop",
            "status",
            "toestemming",
            "noodgeval");
  }

  @ParameterizedTest
  @CsvSource({
    "ValueSet/$expand, 400",
    "ValueSet/niets/$expand, 404",
    "ValueSet/$expand?url=http://example.org/niets, 404",
    "ValueSet/rol/$expand?count=-1, 400",
    "CodeSystem/$lookup?code=rol, 404",
    "CodeSystem/$lookup?system=http://snomed.info/sct&code=118228005, 404",
    "CodeSystem/$lookup?system=https://w3id.org/keukentafel/fhir/CodeSystem/rol&code=baas, 404",
    "CodeSystem/$validate-code, 400",
    "ConceptMap/niets/$translate?code=a&system=b, 404",
    "ConceptMap/$translate?code=a, 400",
    "ValueSet?status=active, 400"
  })
  void saysWhatIsWrongWithAQuestion(String path, int status) {
    ProperRefusal.of(get(path), status);
  }

  @Test
  void declaresOnlyOperationsThatAreDefined() {
    CapabilityStatement declared = get("metadata").as(CapabilityStatement.class);

    assertThat(declared.getRestFirstRep().getResource())
        .flatExtracting(CapabilityStatement.CapabilityStatementRestResourceComponent::getOperation)
        .extracting(
            CapabilityStatement.CapabilityStatementRestResourceOperationComponent::getDefinition)
        .filteredOn(url -> url.startsWith("https://w3id.org/keukentafel"))
        .isNotEmpty()
        .allSatisfy(
            url ->
                assertThat(get("OperationDefinition?url=" + url).as(Bundle.class).getTotal())
                    .as(url)
                    .isEqualTo(1));
  }

  @Test
  void validatesAResourceWithoutStoringIt() {
    Party lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    ServiceRequest empty = new ServiceRequest();
    empty
        .getMeta()
        .addProfile("https://w3id.org/keukentafel/fhir/StructureDefinition/wmo-toewijzing");

    Party.Answer answer = lindehoven.post("ServiceRequest/$validate", empty);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.as(OperationOutcome.class).getIssue())
        .anySatisfy(issue -> assertThat(issue.getDiagnostics()).contains("ServiceRequest.subject"));
  }

  @Test
  void validatesNothingThatIsStored() {
    Party lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");

    ProperRefusal.of(lindehoven.get("Patient/meneer-y/$validate"), 400);
  }

  private Party.Answer get(String path) {
    return Party.answer(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/fhir/" + path)).GET());
  }

  private static List<String> properties(Parameters lookup) {
    return lookup.getParameter().stream()
        .filter(each -> each.getName().equals("property"))
        .map(ParametersParameterComponent::getPartFirstRep)
        .map(code -> code.getValue().primitiveValue())
        .toList();
  }
}
