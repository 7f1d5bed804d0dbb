package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whatever is sent, the answer says what is wrong, tells nothing else, and nothing is stored. */
@ServerTest
class BadInputIT {
  private static final String JSON = "application/fhir+json";
  private static final String XML = "application/fhir+xml";
  private static final int SIX_MB = 6 * 1024 * 1024;

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;
  private int before;

  @BeforeEach
  void countWhatIsStored() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    before = resources();
  }

  @AfterEach
  void nothingWasStored() {
    assertThat(resources()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "{}", "[]", "null", "hallo", "{\"resourceType\":\"Contract\","})
  void brokenJsonIsRefused(String body) {
    for (String path : new String[] {"Contract", "QuestionnaireResponse", ""}) {
      ProperRefusal.of(post(path, JSON, BodyPublishers.ofString(body)), 400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<", "<Contract xmlns=\"http://hl7.org/fhir\"><stat", "hallo"})
  void brokenXmlIsRefused(String body) {
    ProperRefusal.of(post("Contract", XML, BodyPublishers.ofString(body)), 400);
  }

  @Test
  void anElementThatDoesNotExistIsRefusedAndNamed() {
    String contract =
        Party.FHIR
            .newJsonParser()
            .encodeResourceToString(MevrouwT.beschikking())
            .replaceFirst("\\{", "{\"motivering\":\"omdat\",");
    OperationOutcome outcome =
        ProperRefusal.of(post("Contract", JSON, BodyPublishers.ofString(contract)), 400, 422);
    assertThat(outcome.getIssueFirstRep().getDiagnostics()).contains("motivering");
  }

  @Test
  void anExternalEntityIsNeverRead() throws IOException {
    Path secret = Path.of("/etc/hostname");
    String doctype =
        "<!DOCTYPE Contract [<!ENTITY e SYSTEM \""
            + secret.toUri()
            + "\">]>"
            + "<Contract xmlns=\"http://hl7.org/fhir\"><language value=\"&e;\"/>"
            + "<title value=\"&e;\"/></Contract>";
    Party.Answer answer = post("Contract", XML, BodyPublishers.ofString(doctype));
    ProperRefusal.of(answer, 400, 422);
    assertThat(answer.body()).doesNotContain(Files.readString(secret).strip());
  }

  @Test
  void entitiesThatGrowAreNotUnfolded() {
    StringBuilder bomb = new StringBuilder("<!DOCTYPE Contract [<!ENTITY a0 \"aaaaaaaaaa\">");
    for (int i = 1; i < 12; i++) {
      bomb.append("<!ENTITY a%d \"%s\">".formatted(i, ("&a" + (i - 1) + ";").repeat(10)));
    }
    bomb.append("]><Contract xmlns=\"http://hl7.org/fhir\"><title value=\"&a11;\"/></Contract>");
    ProperRefusal.of(post("Contract", XML, BodyPublishers.ofString(bomb.toString())), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/pdf", "text/html", "application/x-turtle"})
  void aTypeThatIsNotFhirIsRefused(String type) {
    ProperRefusal.of(post("Contract", type, BodyPublishers.ofString("hallo")), 415);
    ProperRefusal.of(post("QuestionnaireResponse", type, BodyPublishers.ofString("hallo")), 415);
  }

  @Test
  void aBodyOfMoreThanFiveMegabytesIsRefusedWhateverItsLengthSays() {
    byte[] body =
        "{\"resourceType\":\"Contract\",\"title\":\"%s\"}"
            .formatted("a".repeat(SIX_MB))
            .getBytes(StandardCharsets.UTF_8);
    for (String path : new String[] {"Contract", "QuestionnaireResponse", ""}) {
      ProperRefusal.of(post(path, JSON, BodyPublishers.ofByteArray(body)), 413);
      ProperRefusal.of(post(path, JSON, chunked(body)), 413);
    }
  }

  @Test
  void aBodyThatUnpacksToMoreThanFiveMegabytesIsRefused() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(
          "{\"resourceType\":\"Contract\",\"title\":\"%s\"}"
              .formatted("a".repeat(SIX_MB))
              .getBytes(StandardCharsets.UTF_8));
    }
    ProperRefusal.of(
        Party.answer(
            lindehoven
                .request("Contract")
                .header("Content-Type", JSON)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray()))),
        400,
        413,
        415);
  }

  @Test
  void withoutATokenNothingIsAnswered() {
    URI address = lindehoven.request("Observation?patient=mevrouw-t").build().uri();
    assertAsksForAToken(Party.answer(HttpRequest.newBuilder(address).GET()));
    assertAsksForAToken(
        Party.answer(HttpRequest.newBuilder(address).header("Authorization", "Basic eDp5").GET()));
  }

  @Test
  void aWrongTokenIsNotAccepted() {
    Party stranger = Party.withToken(port, "dit.is.niets");
    assertAsksForAToken(stranger.get("Patient/mevrouw-t"));
    assertAsksForAToken(stranger.post("Contract", MevrouwT.beschikking()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "onzin=x",
        "code:not=x",
        "code:missing=true",
        "code:in=x",
        "patient:Patient=x",
        "subject=Patient/mevrouw-t",
        "patient.identifier=999990032",
        "patient:Patient.birthdate=1941",
        "_has:Provenance:target:patient=x",
        "_include=Observation:patient",
        "_include:iterate=Observation:patient",
        "_revinclude=*",
        "_filter=code+eq+x",
        "_text=x",
        "_content=x",
        "_list=x",
        "_query=x",
        "_tag=x",
        "_security=x",
        "_profile=x",
        "_contained=both",
        "dossierklasse=x",
        "_sort=code",
        "_sort=patient",
        "_count=veel",
        "_count=-1",
        "_offset=-1",
        "_total=ongeveer",
        "date=gisteren",
        "_lastUpdated=gisteren"
      })
  void aParameterThatIsNotOpenIsRefused(String parameter) {
    ProperRefusal.of(lindehoven.get("Observation?patient=mevrouw-t&" + parameter), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Observation",
        "Observation?code=x",
        "Observation?patient=",
        "Observation?patient=mevrouw-t,meneer-y",
        "Observation?patient=mevrouw-t&patient=meneer-y",
        "Patient",
        "Patient?_id=mevrouw-t,meneer-y",
        "Patient?_id=mevrouw-t&_id=meneer-y"
      })
  void aSearchIsInTheDossierOfOneClient(String search) {
    ProperRefusal.of(lindehoven.get(search), 400);
  }

  @Test
  void aBsnInAnAddressIsRefused() {
    String search = "identifier=http://fhir.nl/fhir/NamingSystem/bsn%7C999990032";
    ProperRefusal.of(lindehoven.get("Patient?" + search), 400);
    ProperRefusal.of(lindehoven.get("Patient/_search?" + search), 400);
    ProperRefusal.of(lindehoven.search("Patient/_search?" + search, Map.of()), 400);
  }

  @Test
  void anAddressWithCharactersThatAreNotAllowedIsRefused() {
    ProperRefusal.of(lindehoven.get("Patient/mevrouw-t;x=1"), 400);
    ProperRefusal.of(lindehoven.get("Patient/%2e%2e/metadata"), 400);
  }

  @Test
  void aBeschikkingThatBreaksARuleOfItsProfileIsRefusedWithTheElement() {
    Contract contract = MevrouwT.beschikking();
    contract.getApplies().setStart(null);
    OperationOutcome outcome = ProperRefusal.of(lindehoven.post("Contract", contract), 422);
    assertThat(outcome.getIssue())
        .anySatisfy(
            issue -> {
              assertThat(issue.getDiagnostics()).contains("wmo-beschikking-2");
              assertThat(issue.getExpression()).hasToString("[Contract]");
            });
  }

  @Test
  void aLongRequestIdDoesNotStandInTheWayOfAnAnswer() {
    Party.Answer answer =
        Party.answer(
            lindehoven.request("Patient/mevrouw-t").header("X-Request-Id", "a".repeat(300)).GET());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Patient/%s", "Observation?patient=%s", "%s", "%s/1", "Patient?_id=%s"})
  void anAbsurdlyLongNameIsAnsweredLikeAnyOther(String address) {
    for (String client : List.of("gemeente-westerbrug", "gemeente-lindehoven")) {
      Party.Answer answer =
          Party.of(port, client, "wmo-consulent").get(address.formatted("a".repeat(300)));
      if (answer.status() != 200) {
        ProperRefusal.of(answer, 400, 404);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-turtle", "text/csv", "application/fhir+ndjson", "onzin"})
  void aFormatThatIsNotOfferedIsNoReasonToFail(String format) {
    Party.Answer asked =
        Party.answer(lindehoven.request("Patient/mevrouw-t").header("Accept", format).GET());
    Party.Answer named = lindehoven.get("Patient/mevrouw-t?_format=" + format);
    assertThat(List.of(asked.status(), named.status())).isSubsetOf(200, 400, 406);
  }

  private static void assertAsksForAToken(Party.Answer answer) {
    OperationOutcome outcome = ProperRefusal.of(answer, 401);
    assertThat(outcome.getIssueFirstRep().getCode()).isEqualTo(IssueType.LOGIN);
    assertThat(answer.http().headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Bearer");
  }

  private Party.Answer post(String path, String type, BodyPublisher body) {
    return Party.answer(lindehoven.request(path).header("Content-Type", type).POST(body));
  }

  /** Without a Content-Length. */
  private static BodyPublisher chunked(byte[] body) {
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
  }

  private int resources() {
    Integer count = jdbc.queryForObject("select count(*) from HFJ_RESOURCE", Integer.class);
    return count == null ? 0 : count;
  }
}
