package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemAnswerComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code $populate}: what is known and may be seen is not asked again. */
@ServerTest
class PopulateIT {
  private static final String FORM =
      "https://w3id.org/keukentafel/fhir/Questionnaire/keukentafelgesprek";
  private static final String SOURCE =
      "https://w3id.org/keukentafel/fhir/StructureDefinition/ext-bron";

  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;

  @BeforeEach
  void theNewestGesprekIsOfToday() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    QuestionnaireResponse today = MevrouwT.gesprek();
    today.setAuthoredElement(DateTimeType.now());
    assertThat(lindehoven.post("QuestionnaireResponse", today).status()).isEqualTo(201);
  }

  @Test
  void fillsInWhatIsKnownAndTellsWhereItCameFrom() {
    QuestionnaireResponse filled = populated(lindehoven, FORM, MevrouwT.REFERENCE);

    assertThat(filled.getStatus()).isEqualTo(QuestionnaireResponseStatus.INPROGRESS);
    assertThat(filled.getItem().stream().map(each -> each.getLinkId()))
        .contains("hulpvraag", "mogelijkheden", "belemmeringen", "steun", "huisdieren", "woning")
        .doesNotContain("akkoord");
    QuestionnaireResponseItemAnswerComponent bending =
        Forms.item(filled, "mogelijkheden.bukken").getAnswerFirstRep();
    assertThat(bending.getValueCoding().getCode()).isEqualTo("niet");
    Extension source = bending.getExtensionByUrl(SOURCE);
    String from = ((Reference) source.getExtensionByUrl("gegeven").getValue()).getReference();
    Observation known = lindehoven.get(from.replaceFirst("/_history.*", "")).as(Observation.class);
    assertThat(known.getEffectiveDateTimeType().getValueAsString())
        .isEqualTo(source.getExtensionByUrl("moment").getValue().primitiveValue());
  }

  @Test
  void canBeSentBackAsItIs() {
    QuestionnaireResponse filled = populated(lindehoven, FORM, MevrouwT.REFERENCE);
    filled.setStatus(QuestionnaireResponseStatus.COMPLETED);
    filled.setIdentifier(MevrouwT.gesprek().getIdentifier());
    filled.setAuthoredElement(DateTimeType.now());
    filled.getAuthor().setReference("Organization/gemeente-lindehoven");

    Party.Answer answer = lindehoven.post("QuestionnaireResponse", filled);

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
  }

  @Test
  void showsAnAanbiederNothingThatItMayNotSeeOrRecord() {
    Party deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");

    QuestionnaireResponse filled = populated(deLinde, FORM, MevrouwT.REFERENCE);

    assertThat(Party.FHIR.newJsonParser().encodeResourceToString(filled))
        .doesNotContain("steun", "mantelzorg");
  }

  @Test
  void isThePersonsOwnAndNoStrangers() {
    Party mevrouw = new Tokens(key, port).client(MevrouwT.ID);
    assertThat(populated(mevrouw, FORM, MevrouwT.REFERENCE).getItem()).isNotEmpty();

    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    Party.Answer hidden = post(westerbrug, FORM, MevrouwT.REFERENCE);
    Party.Answer absent = post(westerbrug, FORM, "Patient/bestaat-niet");
    ProperRefusal.of(hidden, 404);
    assertThat(hidden.body()).isEqualTo(absent.body());
    ProperRefusal.of(post(Party.withToken(port, "geen"), FORM, MevrouwT.REFERENCE), 401);
    Party ciz = Party.of(port, "ciz", "ciz");
    ProperRefusal.of(post(ciz, FORM, MevrouwT.REFERENCE), 403);
  }

  @Test
  void isLoggedAsReading() {
    Party.Answer answer = post(lindehoven, FORM, MevrouwT.REFERENCE);

    String id = answer.http().headers().firstValue("X-Request-Id").orElseThrow();
    List<String> resources =
        jdbc.queryForList(
            "select resources from access_log where request_id = ? and patient = ?",
            String.class,
            id,
            MevrouwT.ID);
    assertThat(resources.toString()).contains("Observation/", "Condition/", "CarePlan/");
  }

  @Test
  void refusesWhatIsNoFormOrNoClient() {
    ProperRefusal.of(
        post(lindehoven, "https://elders.nl/Questionnaire/x", MevrouwT.REFERENCE), 400);
    ProperRefusal.of(post(lindehoven, FORM, "Organization/gemeente-lindehoven"), 400);
    ProperRefusal.of(lindehoven.post("Questionnaire/$populate", new Parameters()), 400);
  }

  @Test
  void fillsTheWholeConversationToo() {
    Party mevrouw = new Tokens(key, port).client(MevrouwT.ID);
    String whole = FORM.replace("keukentafelgesprek", "gesprek");

    QuestionnaireResponse filled = populated(mevrouw, whole, MevrouwT.REFERENCE);

    assertThat(filled.getQuestionnaire()).isEqualTo(whole + "|0.1.0");
    assertThat(filled.getItem()).isNotEmpty();
  }

  private static QuestionnaireResponse populated(Party party, String form, String subject) {
    Party.Answer answer = post(party, form, subject);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Optional.of(answer.as(Parameters.class).getParameterFirstRep().getResource())
        .map(QuestionnaireResponse.class::cast)
        .orElseThrow();
  }

  private static Party.Answer post(Party party, String form, String subject) {
    Parameters parameters = new Parameters();
    parameters.addParameter("canonical", new CanonicalType(form));
    parameters.addParameter().setName("subject").setValue(new Reference(subject));
    return party.post("Questionnaire/$populate", parameters);
  }
}
