package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code $extract} shows what a POST would store, and stores nothing. */
@ServerTest
class ExtractIT {
  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
  }

  @Test
  void showsWhatTheSameFormThenStores() {
    QuestionnaireResponse form = MevrouwT.gesprek();
    int before = rows();

    Bundle shown = bundle(extract(form, ""));
    assertThat(rows()).isEqualTo(before);
    assertThat(lindehoven.post("QuestionnaireResponse", form).status()).isEqualTo(201);

    assertThat(rows() - before).isEqualTo(shown.getEntry().size());
    Resource first = shown.getEntry().get(1).getResource();
    assertThat(first.fhirType()).isEqualTo("Composition");
    assertThat(first.getMeta().getTagFirstRep().getCode())
        .isEqualTo("gm-9901.verslag.wmo-onderzoek");
    assertThat(bundle(extract(form, "")).getEntry()).as("received before").isEmpty();
  }

  @Test
  void showsWhatAnAmendmentWouldChange() {
    QuestionnaireResponse form = MevrouwT.gesprek();
    assertThat(lindehoven.post("QuestionnaireResponse", form).status()).isEqualTo(201);
    form.setStatus(QuestionnaireResponseStatus.AMENDED);
    form.getItem().removeIf(group -> group.getLinkId().equals("huisdieren"));

    Bundle shown = bundle(extract(form, ""));

    assertThat(shown.getEntry().stream().map(entry -> entry.getRequest().getMethod().toCode()))
        .containsOnlyOnce("POST") // the Provenance
        .contains("PUT");
  }

  @Test
  void showsWhatWouldBeRefusedAndThenStoresNothing() {
    QuestionnaireResponse form = withCauseOnly();

    Parameters strict = extract(form, "");
    assertThat(bundle(strict).getEntry()).isEmpty();
    assertThat(issues(strict).getIssue())
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.getSeverity().toCode()).isEqualTo("error");
              assertThat(issue.getExpression()).hasToString("[belemmeringen.oorzaak]");
            });

    Parameters lenient = extract(form, "handling=lenient");
    assertThat(issues(lenient).getIssueFirstRep().getSeverity().toCode()).isEqualTo("warning");
    assertThat(bundle(lenient).getEntry())
        .isNotEmpty()
        .noneMatch(
            entry ->
                Party.FHIR
                    .newJsonParser()
                    .encodeResourceToString(entry.getResource())
                    .contains("een zwaar leven"));
  }

  @Test
  void takesTheFormWithoutParametersToo() {
    Party.Answer answer = lindehoven.post("QuestionnaireResponse/$extract", MevrouwT.gesprek());

    assertThat(bundle(answer.as(Parameters.class)).getEntry()).isNotEmpty();
  }

  @Test
  void isNotForAStranger() {
    for (List<String> stranger :
        List.of(
            List.of("gemeente-westerbrug", "wmo-consulent"),
            List.of("aanbieder-noord", "zorgcoordinator"))) {
      Party party = Party.of(port, stranger.get(0), stranger.get(1));
      ProperRefusal.of(party.post("QuestionnaireResponse/$extract", MevrouwT.gesprek()), 404);
    }
    Party ciz = Party.of(port, "ciz", "ciz");
    ProperRefusal.of(ciz.post("QuestionnaireResponse/$extract", MevrouwT.gesprek()), 403);
  }

  @Test
  void refusesEveryAnswerOfTheGesprekToAHulp() {
    Party hulp = Party.of(port, "aanbieder-de-linde", "huishoudelijke-hulp");
    QuestionnaireResponse form = MevrouwT.gesprek();
    form.getAuthor().setReference("Organization/aanbieder-de-linde");

    Party.Answer answer = hulp.post("QuestionnaireResponse/$extract", form);

    assertThat(bundle(answer.as(Parameters.class)).getEntry()).isEmpty();
    assertThat(ProperRefusal.of(hulp.post("QuestionnaireResponse", form), 422).getIssue())
        .hasSameSizeAs(issues(answer.as(Parameters.class)).getIssue());
  }

  private static QuestionnaireResponse withCauseOnly() {
    QuestionnaireResponse form = MevrouwT.gesprek();
    Forms.answer(
        Forms.item(form, "belemmeringen").addItem().setLinkId("belemmeringen.oorzaak"),
        new StringType("een zwaar leven"));
    return form;
  }

  private Parameters extract(QuestionnaireResponse form, String prefer) {
    Parameters parameters = new Parameters();
    parameters.addParameter().setName("questionnaire-response").setResource(form);
    Party.Answer answer =
        Party.answer(
            lindehoven
                .request("QuestionnaireResponse/$extract")
                .header("Content-Type", "application/fhir+json")
                .header("Prefer", prefer)
                .POST(
                    BodyPublishers.ofString(
                        Party.FHIR.newJsonParser().encodeResourceToString(parameters))));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(Parameters.class);
  }

  private static Bundle bundle(Parameters answer) {
    return (Bundle) answer.getParameter().get(0).getResource();
  }

  private static OperationOutcome issues(Parameters answer) {
    return (OperationOutcome) answer.getParameter().get(1).getResource();
  }

  private int rows() {
    return jdbc.queryForObject("select count(*) from hfj_resource", Integer.class);
  }
}
