package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code $inzage}: a copy of all that the client may read, and of nothing else. */
@ServerTest
class InzageIT {
  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;
  private Party client;
  private String reference;

  @BeforeEach
  void thereIsADossier() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    reference = NewClient.withHelp(lindehoven);
    QuestionnaireResponse gesprek = MevrouwT.gesprek();
    gesprek.setSubject(new Reference(reference));
    assertThat(lindehoven.post("QuestionnaireResponse", gesprek).status()).isEqualTo(201);
    client = new Tokens(key, port).client(reference.substring("Patient/".length()));
  }

  @Test
  void isTheWholeDossierHoweverManyPages() {
    Bundle many = new Bundle().setType(BundleType.TRANSACTION);
    for (int i = 0; i < 201; i++) {
      Contract contract = MevrouwT.beschikking();
      contract.getSubjectFirstRep().setReference(reference);
      many.addEntry()
          .setResource(contract)
          .getRequest()
          .setMethod(HTTPVerb.POST)
          .setUrl("Contract");
    }
    assertThat(lindehoven.post("", many).status()).isEqualTo(200);

    Bundle copy = inzage("");

    assertThat(copy.getType()).isEqualTo(BundleType.COLLECTION);
    Set<String> contracts = references(copy, "Contract");
    assertThat(contracts).hasSize(201);
    for (String type : List.of("Observation", "Composition", "ServiceRequest", "Provenance")) {
      Bundle found = client.get(type + "?patient=" + reference + "&_count=200").as(Bundle.class);
      assertThat(references(copy, type))
          .isNotEmpty()
          .isEqualTo(
              found.getEntry().stream()
                  .map(each -> each.getResource().getIdElement().toUnqualifiedVersionless())
                  .map(each -> each.getValue())
                  .collect(Collectors.toSet()));
    }
    assertThat(copy.getEntry())
        .allSatisfy(each -> assertThat(each.getFullUrl()).startsWith("http://localhost:"));
  }

  @Test
  void isOfTheAskedKindsOnly() {
    Bundle copy = inzage("?informatiecategorie=toewijzing");

    assertThat(copy.getEntry()).hasSize(1);
    assertThat(references(copy, "ServiceRequest")).hasSize(1);
    ProperRefusal.of(client.get(reference + "/$inzage?informatiecategorie=onzin"), 400);
  }

  @Test
  void isADocumentToRead() throws Exception {
    String page =
        Party.answer(client.request(reference + "/$inzage").header("Accept", "text/html").GET())
            .body();

    for (String copy : List.of(page, pdf())) {
      assertThat(copy)
          .contains("Afschrift van uw dossier", "Gemeente Lindehoven", "Hond", "Toewijzing")
          .doesNotContain("dossierklasse", "<script");
    }
  }

  @Test
  void whatWasCopiedIsInTheLog() {
    Party.Answer copy = client.get(reference + "/$inzage");

    String logged =
        String.join(
            " ",
            jdbc.queryForList(
                "select resources from access_log where request_id = ? and outcome = 'permit'",
                String.class,
                copy.http().headers().firstValue("X-Request-Id").orElseThrow()));
    assertThat(copy.as(Bundle.class).getEntry())
        .allSatisfy(
            each ->
                assertThat(logged)
                    .contains(
                        each.getResource().getIdElement().toUnqualifiedVersionless().getValue()));
  }

  @Test
  void isForTheClientAlone() {
    ProperRefusal.of(lindehoven.get(reference + "/$inzage"), 403);
    Party other = new Tokens(key, port).client(MevrouwT.ID);
    ProperRefusal.of(other.get(reference + "/$inzage"), 404);
  }

  private Bundle inzage(String query) {
    Party.Answer answer = client.get(reference + "/$inzage" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(Bundle.class);
  }

  private static Set<String> references(Bundle copy, String type) {
    return copy.getEntry().stream()
        .map(each -> each.getResource().getIdElement().toUnqualifiedVersionless().getValue())
        .filter(each -> each.startsWith(type + "/"))
        .collect(Collectors.toSet());
  }

  private String pdf() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                client
                    .request(reference + "/$inzage")
                    .header("Accept", "application/pdf")
                    .GET()
                    .build(),
                BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    try (PDDocument document = Loader.loadPDF(answer.body())) {
      return new PDFTextStripper().getText(document);
    }
  }
}
