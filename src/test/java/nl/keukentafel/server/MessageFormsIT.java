package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A signaal, a calamiteit and a report to Veilig Thuis come in as forms; who reads them tells
 * {@code fixtures/zorgen-om-mevrouw-t}.
 */
@ServerTest
class MessageFormsIT {
  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired JdbcTemplate jdbc;
  private Party coordinator;
  private Party willem;
  private String client;

  @BeforeEach
  void willemHelpsAClient() {
    coordinator = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    willem =
        new Tokens(key, port)
            .employee(
                Role.HUISHOUDELIJKE_HULP,
                NamingSystems.AGB + "|99000001",
                "PractitionerRole/willem");
    client = NewClient.withHelp(Party.of(port, "gemeente-lindehoven", "wmo-consulent"));
    CareTeam team = MevrouwT.example(CareTeam.class, "wmo-team");
    team.setSubject(new Reference(client));
    team.setManagingOrganization(List.of(new Reference("Organization/aanbieder-de-linde")));
    team.getParticipantFirstRep().setMember(new Reference("PractitionerRole/willem"));
    assertThat(coordinator.post("CareTeam", team).status()).isEqualTo(201);
  }

  @Test
  void aDryRunShowsTheMessageThatTheFormThenSends() {
    QuestionnaireResponse form = form("signaal");

    Bundle shown =
        (Bundle)
            willem
                .post("QuestionnaireResponse/$extract", form)
                .as(Parameters.class)
                .getParameterFirstRep()
                .getResource();

    assertThat(found(coordinator, Communication.class, "category=signaal")).isEmpty();
    assertThat(shown.getEntry()).hasSize(2);
    Communication expected = (Communication) shown.getEntry().get(1).getResource();
    assertThat(willem.post("QuestionnaireResponse", form).status()).isEqualTo(201);
    Communication sent = found(coordinator, Communication.class, "category=signaal").get(0);
    assertThat(bare(sent)).isEqualTo(bare(expected));
    assertThat(sent.getMeta().getTagFirstRep().getCode())
        .isEqualTo("agb-99000001.signaal.aanbieder");
  }

  @Test
  void theFormItselfIsOfTheKindOfItsMessageAndLeavesNoTraceBesideIt() {
    assertThat(willem.post("QuestionnaireResponse", form("huiselijk-geweld")).status())
        .isEqualTo(201);

    QuestionnaireResponse stored =
        found(coordinator, QuestionnaireResponse.class, "status=completed").get(0);
    assertThat(stored.getMeta().getTagFirstRep().getCode())
        .isEqualTo("agb-99000001.huiselijk-geweld.aanbieder");
    assertThat(found(coordinator, Provenance.class, "_total=none")).isEmpty();
  }

  @Test
  void theClientDoesNotReadInTheLogThatVeiligThuisWasTold() {
    Party.Answer told = willem.post("QuestionnaireResponse", form("huiselijk-geweld"));
    assertThat(told.status()).as(told.body()).isEqualTo(201);
    assertThat(found(coordinator, Communication.class, "category=huiselijk-geweld")).hasSize(1);
    Party veiligThuis = Party.of(port, "veilig-thuis", "veilig-thuis");
    assertThat(found(veiligThuis, Communication.class, "category=huiselijk-geweld")).hasSize(1);
    assertThat(willem.post("QuestionnaireResponse", form("signaal")).status()).isEqualTo(201);
    assertThat(
            jdbc.queryForObject(
                "select count(*) from access_log where patient = ? and rule like '%wmo-5.2.6-%'",
                Long.class, id()))
        .isGreaterThanOrEqualTo(3);

    Party herself = new Tokens(key, port).client(id());
    String log = herself.get("AuditEvent?patient=" + id() + "&_count=200").body();

    assertThat(log).doesNotContain("5.2.6", "veilig-thuis").contains("wmo-5.1.2-1a-signaal");
    String hidden =
        jdbc.queryForObject(
            "select max(id) from access_log where patient = ? and rule like '%wmo-5.2.6-%'",
            String.class, id());
    ProperRefusal.of(herself.get("AuditEvent/" + hidden), 404);
    assertThat(found(herself, AuditEvent.class, "outcome=0")).isNotEmpty();
  }

  @Test
  void whatWasSentStaysAsItWasAndIsSentOnce() {
    QuestionnaireResponse form = form("calamiteit");
    assertThat(willem.post("QuestionnaireResponse", form).status()).isEqualTo(201);
    assertThat(willem.post("QuestionnaireResponse", form).status()).isEqualTo(200);
    form.setStatus(QuestionnaireResponseStatus.AMENDED);
    Forms.answer(Forms.item(form, "calamiteit.gevolg"), new StringType("Toch niet zo erg."));

    ProperRefusal.of(willem.post("QuestionnaireResponse", form), 409);

    assertThat(found(coordinator, Communication.class, "category=calamiteit"))
        .singleElement()
        .satisfies(sent -> assertThat(sent.getMeta().getVersionId()).isEqualTo("1"));
    assertThat(found(coordinator, QuestionnaireResponse.class, "status=amended")).isEmpty();
  }

  @Test
  void aClientSendsNoSignaalAboutHerself() {
    QuestionnaireResponse form = form("signaal");
    form.getAuthor().setReference(client);

    Party.Answer answer = new Tokens(key, port).client(id()).post("QuestionnaireResponse", form);

    assertThat(ProperRefusal.expressions(ProperRefusal.of(answer, 422)))
        .contains("signaal.toelichting");

    Party gemeente = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    String other = NewClient.of(gemeente, "gemeente-lindehoven"); // to no aanbieder either
    form.getSubject().setReference(other);
    form.getAuthor().setReference(other);
    answer =
        new Tokens(key, port)
            .client(other.replace("Patient/", ""))
            .post("QuestionnaireResponse", form);
    assertThat(ProperRefusal.expressions(ProperRefusal.of(answer, 422)))
        .contains("signaal.toelichting");
  }

  @Test
  void theGemeenteIsFilledIn() {
    Parameters asked = new Parameters();
    asked.addParameter("canonical", new CanonicalType(Canonical.questionnaire("signaal")));
    asked.addParameter().setName("subject").setValue(new Reference(client));

    QuestionnaireResponse filled =
        (QuestionnaireResponse)
            willem
                .post("Questionnaire/$populate", asked)
                .as(Parameters.class)
                .getParameterFirstRep()
                .getResource();

    assertThat(Forms.item(filled, "signaal.ontvanger").getAnswer())
        .singleElement()
        .satisfies(
            answer ->
                assertThat(answer.getValueReference().getReference())
                    .isEqualTo("Organization/gemeente-lindehoven"));
  }

  private QuestionnaireResponse form(String name) {
    try {
      QuestionnaireResponse form =
          Party.FHIR
              .newJsonParser()
              .parseResource(
                  QuestionnaireResponse.class,
                  Files.readString(Path.of("fixtures/zorgen-om-mevrouw-t", name + ".json")));
      form.getIdentifier().setValue(UUID.randomUUID().toString());
      form.getSubject().setReference(client);
      return form;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String bare(Communication message) {
    Communication bare = message.copy();
    bare.setId((String) null);
    bare.setMeta(null);
    return Party.FHIR.newJsonParser().encodeResourceToString(bare);
  }

  private <R extends Resource> List<R> found(Party party, Class<R> type, String search) {
    return Forms.found(party, type, type.getSimpleName() + "?patient=" + id() + "&" + search);
  }

  private String id() {
    return client.replace("Patient/", "");
  }
}
