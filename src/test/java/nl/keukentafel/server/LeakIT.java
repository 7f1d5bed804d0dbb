package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import nl.keukentafel.fhir.NamingSystems;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Ways in which a hidden fact once got out, or one request stopped the others. */
@ServerTest
class LeakIT {
  @LocalServerPort int port;
  private Party lindehoven;
  private Party deLinde;

  @BeforeEach
  void signIn() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
  }

  @Test
  void aSearchForTwoClientsIsRefusedHoweverItIsWritten() {
    for (String two :
        List.of(
            "patient=mevrouw-t,mevrouw-janssen",
            "patient=mevrouw-t&patient=mevrouw-janssen",
            "patient=Patient/mevrouw-t,Patient/mevrouw-janssen")) {
      assertThat(lindehoven.get("Observation?_count=0&" + two).status()).as(two).isEqualTo(400);
    }
  }

  @Test
  void aBsnInTheAddressIsRefusedAlsoWithPost() {
    String address = "Patient/_search?identifier=" + NamingSystems.BSN + "%7C999990032";
    assertThat(lindehoven.search(address, Map.of()).status()).isEqualTo(400);
  }

  @Test
  void aSystemWithoutAValueFindsNobody() {
    assertThat(
            lindehoven
                .search("Patient/_search", Map.of("identifier", NamingSystems.BSN + "|"))
                .status())
        .isEqualTo(400);
  }

  @Test
  void aClientIsFoundByIdAndByBsn() {
    assertThat(total(lindehoven.get("Patient?_id=mevrouw-t"))).isOne();
    assertThat(
            total(
                lindehoven.search(
                    "Patient/_search", Map.of("identifier", NamingSystems.BSN + "|999990032"))))
        .isOne();
    assertThat(total(lindehoven.get("Patient?_id=mevrouw-janssen"))).isZero();
  }

  @Test
  void aReferenceIntoAnotherDossierTellsNotWhetherItExists() {
    ServiceRequest there = MevrouwT.toewijzing();
    there.getPerformerFirstRep().setReference("Patient/mevrouw-janssen");
    ServiceRequest nowhere = MevrouwT.toewijzing();
    nowhere.getPerformerFirstRep().setReference("Patient/nobody");
    Party.Answer one = lindehoven.post("ServiceRequest", there);
    Party.Answer other = lindehoven.post("ServiceRequest", nowhere);
    assertThat(one.status()).isEqualTo(422);
    assertThat(other.status()).isEqualTo(422);
  }

  @Test
  void aToewijzingThatEndsInAMonthWithoutADayLocksNoDossier() {
    ServiceRequest order = MevrouwT.toewijzing();
    order.getOccurrencePeriod().getEndElement().setValueAsString("2028-03");
    lindehoven.post("ServiceRequest", order);
    assertThat(lindehoven.get("Patient/mevrouw-t").status()).isEqualTo(200);
  }

  @Test
  void anAanbiederDoesNotChangeThePatientOfTheCollege() {
    MevrouwT.toldHerStory(port);
    QuestionnaireResponse form = MevrouwT.gesprek();
    form.getAuthor().setReference("Organization/aanbieder-de-linde");
    String before = phone();
    Party.answer(
        deLinde
            .request("QuestionnaireResponse")
            .header("Content-Type", "application/fhir+json")
            .header("Prefer", "handling=lenient")
            .POST(
                java.net.http.HttpRequest.BodyPublishers.ofString(
                    Party.FHIR.newJsonParser().encodeResourceToString(form))));
    assertThat(phone()).isEqualTo(before);
  }

  @Test
  void manyAtOnceAllGetAnAnswer() throws Exception {
    ExecutorService crowd = Executors.newFixedThreadPool(30);
    try {
      List<Callable<Integer>> requests =
          IntStream.range(0, 30)
              .<Callable<Integer>>mapToObj(
                  i ->
                      () ->
                          i % 2 == 0
                              ? lindehoven.get("Patient/mevrouw-t").status()
                              : lindehoven.post("Contract", MevrouwT.beschikking()).status())
              .toList();
      for (var answer : crowd.invokeAll(requests, 60, TimeUnit.SECONDS)) {
        assertThat(answer.isCancelled()).isFalse();
        assertThat(answer.get()).isIn(200, 201);
      }
    } finally {
      crowd.shutdownNow();
    }
  }

  @Test
  void theSameFormSentBySixAtOnceIsStoredOnce() throws Exception {
    String form = Party.FHIR.newJsonParser().encodeResourceToString(MevrouwT.gesprek());
    ExecutorService crowd = Executors.newFixedThreadPool(6);
    try {
      Callable<Integer> send = () -> lindehoven.post("QuestionnaireResponse", form).status();
      List<Integer> answers =
          crowd.invokeAll(java.util.Collections.nCopies(6, send)).stream()
              .map(
                  answer -> {
                    try {
                      return answer.get();
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  })
              .sorted()
              .toList();
      assertThat(answers).containsExactly(200, 200, 200, 200, 200, 201);
    } finally {
      crowd.shutdownNow();
    }
  }

  @Test
  void aContractWithoutProfileIsNotStoredUnchecked() {
    Contract bare = MevrouwT.beschikking();
    bare.setMeta(null);
    assertThat(lindehoven.post("Contract", bare).status()).isEqualTo(422);
  }

  private String phone() {
    return lindehoven.get("Patient/mevrouw-t").as(Patient.class).getTelecomFirstRep().getValue()
        + "";
  }

  private static int total(Party.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(Bundle.class).getTotal();
  }
}
