package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Contract.ContractStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A besluit as a letter, and the list of letters for clients who want them by mail or post. */
@ServerTest
class LetterIT {
  private static final String LETTERS =
      "Task?status=requested&code=https://w3id.org/keukentafel/fhir/CodeSystem/taaksoort%7Cbrief"
          + "&patient=";

  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Party lindehoven;

  @BeforeEach
  void theGemeenteIsThere() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
  }

  @Test
  void aBesluitIsALetterForWhomItIsAndNobodyElse() throws Exception {
    String who = client("post");
    Contract besluit = besluit(who);
    String letter = "Contract/" + besluit.getIdElement().getIdPart() + "/$brief";
    Party client = new Tokens(key, port).client(who.substring(8));

    String page = client.get(letter).body();
    assertThat(page)
        .contains("Wij hebben besloten dat u deze hulp krijgt.", "Hulp bij het huishouden")
        .contains("20 maart 2026", "U kunt bezwaar maken tot en met 1 mei 2026")
        .contains("Gemeente Lindehoven");
    assertThat(pdf(lindehoven, letter)).contains("Ons besluit over uw hulp", "1 mei 2026");
    ProperRefusal.of(Party.of(port, "aanbieder-de-linde", "zorgcoordinator").get(letter), 404);
    ProperRefusal.of(Party.answer(client.request(letter).header("Accept", "image/png").GET()), 406);
  }

  @Test
  void whoChosePostOrMailHasALetterOnTheListForEachStateUntilItIsSent() {
    String who = client("mail");
    Contract besluit = besluit(who);
    List<Task> letters = Forms.found(lindehoven, Task.class, LETTERS + who.substring(8));
    assertThat(letters)
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.getDescription()).isEqualTo("Stuur de brief per mail.");
              assertThat(task.getFocus().getReference())
                  .isEqualTo("Contract/" + besluit.getIdElement().getIdPart());
            });
    assertThat(lindehoven.put(letters.get(0).setStatus(TaskStatus.COMPLETED)).status())
        .isEqualTo(200);
    assertThat(Forms.found(lindehoven, Task.class, LETTERS + who.substring(8))).isEmpty();

    assertThat(lindehoven.put(besluit.setStatus(ContractStatus.TERMINATED)).status())
        .isEqualTo(200);
    assertThat(Forms.found(lindehoven, Task.class, LETTERS + who.substring(8))).hasSize(1);
  }

  @Test
  void whoReadsItInTheOwnAppGetsNoLetter() {
    String who = client("pgo");
    besluit(who);
    assertThat(Forms.found(lindehoven, Task.class, LETTERS + who.substring(8))).isEmpty();
  }

  private Contract besluit(String who) {
    Contract besluit = MevrouwT.beschikking();
    besluit.getSubjectFirstRep().setReference(who);
    Party.Answer made = lindehoven.post("Contract", besluit);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.as(Contract.class);
  }

  private String client(String channel) {
    Patient client = NewClient.of(new Reference("Organization/gemeente-lindehoven"));
    Extension preferred =
        client.getExtensionByUrl(
            "https://w3id.org/keukentafel/fhir/StructureDefinition/ext-voorkeurskanaal");
    ((Coding) preferred.getValue()).setCode(channel).setDisplay(null);
    Party.Answer made = lindehoven.post("Patient", client);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return "Patient/" + made.as(Patient.class).getIdElement().getIdPart();
  }

  private static String pdf(Party party, String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                party.request(path).header("Accept", "application/pdf").GET().build(),
                BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    try (PDDocument document = Loader.loadPDF(answer.body())) {
      return new PDFTextStripper().getText(document);
    }
  }
}
