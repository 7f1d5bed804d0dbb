package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** Everyone can ask why, and learns only what they may know. */
@ServerTest
class ExplainIT {
  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;
  private Party deLinde;
  private Party noord;

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
  }

  @ParameterizedTest
  @CsvSource({
    "zorgcoordinator, raadplegen, functioneren, wmo-onderzoek, permit, wmo-5.2.1-2a-levering",
    "zorgcoordinator, raadplegen, mantelzorg, wmo-onderzoek, refuse, wmo-5.2.1-2a-netwerk",
    "zorgcoordinator, raadplegen, besluit, wmo-onderzoek, refuse, wmo-5.2.1-2a-beschikking",
    "zorgcoordinator, vastleggen, matching, aanbieder, permit, wmo-5.1.2-1a-levering",
    "wmo-consulent, vastleggen, matching, wmo-onderzoek, refuse, wmo-5.1.1-6-matching",
    "client, raadplegen, mantelzorg, wmo-onderzoek, permit, wmo-5.3.2-inzage"
  })
  void theCollegeAsksAboutAnyone(
      String role, String act, String category, String herkomst, String decision, String rule) {
    Parameters answer = ask(lindehoven, about(role, act, category, herkomst));

    assertThat(value(answer, "decision")).isEqualTo(decision);
    assertThat(rule(answer)).isEqualTo(rule);
    assertThat(value(answer, "article")).contains("artikel");
    assertThat(value(answer, "link")).startsWith("https://wetten.overheid.nl/");
    assertThat(value(answer, "explanation")).endsWith(".");
    assertThat(value(answer, "version")).contains("wmo2015/2026-01-01");
  }

  @Test
  void aMissingConditionIsNamed() {
    Parameters answer =
        ask(lindehoven, about("wmo-consulent", "vastleggen", "achtergrond", "wmo-onderzoek"));

    assertThat(value(answer, "decision")).isEqualTo("refuse");
    assertThat(value(answer, "missing")).isEqualTo("motivering");
  }

  @Test
  void anyoneAsksAboutThemselvesAlsoWhoIsRefusedEverywhere() {
    Parameters own = new Parameters();
    own.addParameter("informatiecategorie", new CodeType("functioneren"));
    own.addParameter("herkomst", new CodeType("wmo-onderzoek"));

    assertThat(value(ask(deLinde, own), "decision")).isEqualTo("permit");
    Party ciz = Party.of(port, "ciz", "ciz");
    assertThat(value(ask(ciz, own), "decision")).isEqualTo("refuse");
  }

  @Test
  void aStrangerCannotTellAClientFromNobody() {
    Parameters own = about("zorgcoordinator", "raadplegen", "functioneren", "wmo-onderzoek");
    Party.Answer someone = post(noord, MevrouwT.ID, own);
    Party.Answer nobody = post(noord, "niemand", own);

    assertThat(someone.status()).isEqualTo(200);
    assertThat(someone.body()).isEqualTo(nobody.body());
  }

  @Test
  void aStrangerAsksNothingAboutOthers() {
    Parameters other = about("wmo-consulent", "raadplegen", "functioneren", "wmo-onderzoek");

    ProperRefusal.of(post(noord, MevrouwT.ID, other), 404);
    assertThat(post(noord, MevrouwT.ID, other).body())
        .isEqualTo(post(noord, "niemand", other).body());
  }

  @Test
  void aResourceIsExplainedToWhoMayReadIt() {
    String verslag =
        "Composition/"
            + lindehoven
                .get("Composition?patient=" + MevrouwT.ID)
                .as(Bundle.class)
                .getEntryFirstRep()
                .getResource()
                .getIdElement()
                .getIdPart();
    Parameters question = new Parameters();
    question.addParameter("role", new CodeType("zorgcoordinator"));
    question.addParameter("resource", new Reference(verslag));

    assertThat(value(ask(lindehoven, question), "decision")).isEqualTo("permit");
    ProperRefusal.of(post(lindehoven, "meneer-y", question), 404);
  }

  @Test
  void aHiddenResourceIsAsAbsentAsNone() {
    Parameters hidden = new Parameters();
    hidden.addParameter("resource", new Reference("CarePlan/" + mantelzorg()));
    Parameters absent = new Parameters();
    absent.addParameter("resource", new Reference("CarePlan/niets"));

    assertThat(post(deLinde, MevrouwT.ID, hidden).status()).isEqualTo(404);
    assertThat(post(deLinde, MevrouwT.ID, hidden).body())
        .isEqualTo(post(deLinde, MevrouwT.ID, absent).body());
  }

  @ParameterizedTest
  @CsvSource({
    "baas, raadplegen, functioneren, wmo-onderzoek",
    "zorgcoordinator, stelen, functioneren, wmo-onderzoek",
    "zorgcoordinator, raadplegen, geheim, wmo-onderzoek",
    "zorgcoordinator, raadplegen, functioneren, de-buren",
    "zorgcoordinator, raadplegen, functioneren,"
  })
  void anUnknownOrMissingCodeIsRefused(String role, String act, String category, String herkomst) {
    ProperRefusal.of(post(lindehoven, MevrouwT.ID, about(role, act, category, herkomst)), 400);
  }

  @Test
  void theQuestionIsInTheLog() {
    Party.Answer answer =
        post(
            deLinde,
            MevrouwT.ID,
            about("zorgcoordinator", "raadplegen", "mantelzorg", "wmo-onderzoek"));

    String request = answer.http().headers().firstValue("X-Request-Id").orElseThrow();
    List<Map<String, Object>> rows =
        jdbc.queryForList("select * from access_log where request_id = ?", request);
    assertThat(rows)
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("PATIENT", MevrouwT.ID)
                    .containsEntry("INTERACTION", "operation Patient $explain-access"));
  }

  private String mantelzorg() {
    return lindehoven.get("CarePlan?patient=" + MevrouwT.ID).as(Bundle.class).getEntry().stream()
        .map(entry -> entry.getResource().getIdElement().getIdPart())
        .findFirst()
        .orElseThrow();
  }

  private static Parameters about(String role, String act, String category, String herkomst) {
    Parameters question = new Parameters();
    question.addParameter("role", new CodeType(role));
    question.addParameter("act", new CodeType(act));
    question.addParameter("informatiecategorie", new CodeType(category));
    if (herkomst != null) {
      question.addParameter("herkomst", new CodeType(herkomst));
    }
    return question;
  }

  private static Parameters ask(Party party, Parameters question) {
    Party.Answer answer = post(party, MevrouwT.ID, question);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(Parameters.class);
  }

  private static Party.Answer post(Party party, String patient, Parameters question) {
    return party.post("Patient/" + patient + "/$explain-access", question);
  }

  private static String value(Parameters answer, String name) {
    return answer.getParameter().stream()
        .filter(each -> each.getName().equals(name))
        .map(each -> each.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }

  private static String rule(Parameters answer) {
    return ((Coding) answer.getParameterValue("rule")).getCode();
  }
}
