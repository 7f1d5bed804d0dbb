package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.hl7.fhir.r4.model.Composition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code $verslag}: the document is what its reader may see of the verslag, and no more. */
@ServerTest
class VerslagIT {

  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;
  private Party mevrouw;
  private String address;

  @BeforeEach
  void thereIsAVerslag() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    assertThat(lindehoven.post("QuestionnaireResponse", MevrouwT.gesprek()).status())
        .isEqualTo(201);
    mevrouw = new Tokens(key, port).client(MevrouwT.ID);
    address =
        "Composition/"
            + Forms.found(
                    mevrouw,
                    Composition.class,
                    "Composition?patient=" + MevrouwT.ID + "&_sort=-_lastUpdated")
                .get(0)
                .getIdElement()
                .getIdPart()
            + "/$verslag";
  }

  @Test
  void theClientReadsAllOfIt() throws Exception {
    Party.Answer page = get(mevrouw, "text/html");

    assertThat(page.status()).as(page.body()).isEqualTo(200);
    assertThat(page.http().headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/html");
    assertThat(page.http().headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
    assertThat(page.http().headers().firstValue("Cache-Control").orElseThrow())
        .contains("no-store");
    assertThat(page.body())
        .contains("Gemeente Lindehoven", "Welke hulp vraagt u", "Hond")
        .doesNotContain("class=\"zwart\"");
    assertThat(pdf(mevrouw)).contains("Gemeente Lindehoven", "Hond", "Vuilnis buiten zetten");
  }

  @Test
  void theAanbiederReadsABlackBarWithItsArticleWhereTheLawHides() throws Exception {
    Party deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");

    String page = get(deLinde, "text/html").body();
    String pdf = pdf(deLinde);

    for (String copy : List.of(page, pdf)) {
      assertThat(copy)
          .contains("Hond", "5.2.1 lid 2 onder a")
          .doesNotContain("Vuilnis buiten zetten", "omgeving");
    }
    assertThat(page).contains("class=\"zwart\"");
  }

  @Test
  void isAPageUnlessAskedOtherwiseAndNeverFhir() {
    for (String form : List.of("*/*", "text/html;q=0.9, application/pdf;q=0.5")) {
      assertThat(get(mevrouw, form).body()).startsWith("<!DOCTYPE html>");
    }
    for (String form : List.of("application/fhir+json", "image/png", "onzin")) {
      ProperRefusal.of(get(mevrouw, form), 406);
    }
  }

  @Test
  void isHiddenOrAbsentInTheSameWay() {
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    Party.Answer hidden = get(westerbrug, "text/html");
    Party.Answer absent =
        Party.answer(
            westerbrug.request("Composition/geen/$verslag").header("Accept", "text/html").GET());

    ProperRefusal.of(hidden, 404);
    assertThat(hidden.body()).isEqualTo(absent.body());
  }

  @Test
  void isInTheLogBeforeItIsRead() {
    Party.Answer page = get(lindehoven, "application/pdf");

    String id = page.http().headers().firstValue("X-Request-Id").orElseThrow();
    Map<String, Object> row =
        jdbc.queryForMap(
            "select * from access_log where request_id = ? and resources like '%Composition/%'",
            id);
    assertThat(row)
        .containsEntry("INTERACTION", "operation Composition $verslag")
        .containsEntry("OUTCOME", "permit")
        .containsEntry("PATIENT", MevrouwT.ID);
  }

  private Party.Answer get(Party party, String form) {
    return Party.answer(party.request(address).header("Accept", form).GET());
  }

  private String pdf(Party party) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                party.request(address).header("Accept", "application/pdf").GET().build(),
                BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    try (PDDocument document = Loader.loadPDF(answer.body())) {
      return new PDFTextStripper().getText(document);
    }
  }
}
