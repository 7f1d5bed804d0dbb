package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Contract.ContractStatus;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The labels on which access rests are the server's, and no way leads around them. */
@ServerTest
class LabelIT {
  private static final String CLASS = Canonical.codeSystem("dossierklasse");
  private static final String CATEGORY = Canonical.codeSystem("informatiecategorie");
  private static final String HERKOMST = Canonical.codeSystem("herkomst");

  @LocalServerPort int port;
  private Party lindehoven;
  private Party noord;

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
  }

  @Test
  void aForgedLabelOnANewBeschikkingIsReplaced() {
    Contract stored = create(forged(MevrouwT.beschikking()));
    assertLabels(stored.getMeta(), "besluit");
    assertLabels(read(stored).getMeta(), "besluit");
    assertHiddenFromNoord(stored);
  }

  @Test
  void aForgedLabelOnANewToewijzingIsReplaced() {
    ServiceRequest stored = create(forged(MevrouwT.toewijzing()));
    assertLabels(read(stored).getMeta(), "toewijzing");
    assertHiddenFromNoord(stored);
  }

  @Test
  void aForgedLabelInAChangeIsReplaced() {
    Contract stored = create(MevrouwT.beschikking());
    Contract change = forged(stored.copy().setStatus(ContractStatus.REVOKED));
    Party.Answer answer = put(change, "W/\"1\"");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Contract changed = (Contract) read(stored);
    assertThat(changed.getStatus()).isEqualTo(ContractStatus.REVOKED);
    assertThat(changed.getMeta().getVersionId()).isEqualTo("2");
    assertLabels(changed.getMeta(), "besluit");
    assertHiddenFromNoord(changed);
  }

  @Test
  void aChangeThatOnlyTakesTheLabelsAwayTakesNothingAway() {
    Contract stored = create(MevrouwT.beschikking());
    Contract bare = stored.copy();
    bare.getMeta().setTag(null).setSecurity(null);
    assertThat(put(bare, "W/\"1\"").status()).isEqualTo(200);
    assertLabels(read(stored).getMeta(), "besluit");
  }

  @Test
  void aBeschikkingThatDoesNotSayWhichProfileItFollowsIsHeldToItAllTheSame() {
    Contract bare = MevrouwT.beschikking();
    bare.getMeta().setProfile(null);
    bare.setTerm(null);
    ProperRefusal.of(lindehoven.post("Contract", bare), 422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET Contract/{id}/$meta",
        "POST Contract/{id}/$meta-add",
        "POST Contract/{id}/$meta-delete",
        "GET Contract/{id}/_history",
        "GET Contract/{id}/_history/1",
        "GET Contract/_history",
        "GET _history",
        "GET Patient/mevrouw-t/$everything",
        "POST Contract/{id}/$expunge",
        "POST $expunge",
        "GET $graphql?query=x",
        "POST $graphql",
        "GET ?_getpages=x",
        "GET Contract?patient=mevrouw-t&_getpages=x",
        "POST Contract/{id}/$validate",
        "POST $reindex",
        "GET $export",
        "GET $meta",
        "PATCH Contract/{id}",
        "PATCH Contract?identifier=x",
        "PUT Contract?identifier=x",
        "DELETE Contract?identifier=x",
        "DELETE Subscription?status=active",
        "DELETE Contract/{id}",
        "POST Contract/{id}"
      })
  void isClosed(String call) {
    Contract stored = create(MevrouwT.beschikking());
    String[] parts = call.replace("{id}", stored.getIdElement().getIdPart()).split(" ");
    String body = Party.FHIR.newJsonParser().encodeResourceToString(MevrouwT.beschikking());
    ProperRefusal.of(
        Party.answer(
            lindehoven
                .request(parts[1])
                .header("Content-Type", "application/fhir+json")
                .method(
                    parts[0],
                    parts[0].equals("GET")
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(body))),
        400,
        403,
        404,
        405);
    assertThat(read(stored).getMeta().getVersionId()).isEqualTo("1");
  }

  @Test
  void aConditionalCreateIsRefused() {
    ProperRefusal.of(
        Party.answer(
            lindehoven
                .request("Contract")
                .header("Content-Type", "application/fhir+json")
                .header("If-None-Exist", "identifier=x")
                .POST(BodyPublishers.ofString(json(MevrouwT.beschikking())))),
        403);
  }

  @ParameterizedTest
  @CsvSource({"'',412", "'W/\"7\"',409", "'W/\"0\"',409", "bla,400", "*,400"})
  void aChangeNamesTheVersionThatItChanges(String ifMatch, int status) {
    Contract stored = create(MevrouwT.beschikking());
    Contract change = stored.copy().setStatus(ContractStatus.REVOKED);
    ProperRefusal.of(put(change, ifMatch), status);
    assertThat(read(stored).getMeta().getVersionId()).isEqualTo("1");
  }

  @Test
  void ofTwoChangesToOneVersionTheSecondIsRefused() {
    Contract stored = create(MevrouwT.beschikking());
    assertThat(put(stored.copy().setStatus(ContractStatus.REVOKED), "W/\"1\"").status())
        .isEqualTo(200);
    ProperRefusal.of(put(stored.copy().setStatus(ContractStatus.DISPUTED), "W/\"1\""), 409, 412);
    assertThat(((Contract) read(stored)).getStatus()).isEqualTo(ContractStatus.REVOKED);
  }

  @Test
  void aChangeOfWhatIsNotThereOrHiddenIsOneAndTheSameNotFound() {
    Contract stored = create(MevrouwT.beschikking());
    Contract absent = stored.copy();
    absent.setId("Contract/bestaat-niet");
    ProperRefusal.of(put(absent, "W/\"1\""), 404);

    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    assertThat(put(westerbrug, stored, "W/\"1\"").body())
        .isEqualTo(put(westerbrug, absent, "W/\"1\"").body());
    assertThat(put(westerbrug, stored, "W/\"1\"").status()).isEqualTo(404);
  }

  @Test
  void aChangeDoesNotMoveADocumentToAnotherClient() {
    Contract stored = create(MevrouwT.beschikking());
    Contract moved = stored.copy();
    moved.getSubjectFirstRep().setReference("Patient/meneer-y");
    ProperRefusal.of(put(moved, "W/\"1\""), 422);
  }

  private static <R extends Resource> R forged(R resource) {
    Meta meta = resource.getMeta();
    meta.setTag(List.of(new Coding(CLASS, "agb-99000002.plan.aanbieder", null)));
    meta.setSecurity(
        List.of(new Coding(CATEGORY, "plan", null), new Coding(HERKOMST, "aanbieder", null)));
    return resource;
  }

  private static void assertLabels(Meta meta, String category) {
    assertThat(meta.getTag())
        .extracting(Coding::getSystem, Coding::getCode)
        .containsExactly(tuple(CLASS, "gm-9901." + category + ".wmo-onderzoek"));
    assertThat(meta.getSecurity())
        .extracting(coding -> coding.getSystem() + "#" + coding.getCode())
        .containsExactlyInAnyOrder(CATEGORY + "#" + category, HERKOMST + "#wmo-onderzoek");
  }

  private void assertHiddenFromNoord(Resource stored) {
    ProperRefusal.of(noord.get(address(stored)), 404);
  }

  @SuppressWarnings("unchecked")
  private <R extends Resource> R create(R resource) {
    Party.Answer answer = lindehoven.post(resource.fhirType(), resource);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return (R) answer.as(resource.getClass());
  }

  private Resource read(Resource stored) {
    Party.Answer answer = lindehoven.get(address(stored));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(stored.getClass());
  }

  private Party.Answer put(Resource resource, String ifMatch) {
    return put(lindehoven, resource, ifMatch);
  }

  private static Party.Answer put(Party party, Resource resource, String ifMatch) {
    var request =
        party
            .request(address(resource))
            .header("Content-Type", "application/fhir+json")
            .PUT(BodyPublishers.ofString(json(resource)));
    return Party.answer(ifMatch.isEmpty() ? request : request.header("If-Match", ifMatch));
  }

  private static String json(Resource resource) {
    return Party.FHIR.newJsonParser().encodeResourceToString(resource);
  }

  private static String address(Resource resource) {
    return resource.getIdElement().toUnqualifiedVersionless().getValue();
  }
}
