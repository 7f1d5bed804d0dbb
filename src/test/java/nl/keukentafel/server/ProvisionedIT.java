package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An organisation is told what the process demands, without asking for it. */
@ServerTest
class ProvisionedIT {
  @LocalServerPort int port;

  @Test
  void isToldSeesItsSubscriptionsAndCannotEndThem() {
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    List<Subscription> provided =
        westerbrug.get("Subscription?_count=50").as(Bundle.class).getEntry().stream()
            .map(entry -> (Subscription) entry.getResource())
            .filter(each -> each.getIdElement().getIdPart().startsWith("provisioned-"))
            .toList();
    assertThat(provided)
        .extracting(Subscription::getCriteria)
        .containsExactlyInAnyOrder(
            Canonical.topic("verslag"),
            Canonical.topic("ondersteuningsplan"),
            Canonical.topic("uitvoering"),
            Canonical.topic("signaal"),
            Canonical.topic("wlz-indicatie"),
            Canonical.topic("afloop"),
            Canonical.topic("noodgeval"));
    Subscription verslag =
        provided.stream()
            .filter(each -> each.getCriteria().equals(Canonical.topic("verslag")))
            .findFirst()
            .orElseThrow();
    String path = "Subscription/" + verslag.getIdElement().getIdPart();
    ProperRefusal.of(Party.answer(westerbrug.request(path).DELETE()), 422);
    ProperRefusal.of(westerbrug.put(verslag.copy().setStatus(SubscriptionStatus.OFF)), 422);
    ProperRefusal.of(
        Party.of(port, "gemeente-lindehoven", "wmo-consulent").get(path + "/$status"), 404);

    try (Mailbox mailbox = new Mailbox(ServerTest.PROVISIONED)) { // nobody listened until now
      assertThat(verslag.getStatus()).isEqualTo(SubscriptionStatus.ERROR);
      assertThat(westerbrug.put(verslag.setStatus(SubscriptionStatus.REQUESTED)).status())
          .isEqualTo(200);
      mailbox.await(each -> each.type().equals("handshake"));
      QuestionnaireResponse gesprek = MevrouwT.gesprek();
      gesprek
          .setSubject(new Reference(NewClient.of(westerbrug, "gemeente-westerbrug")))
          .setAuthor(new Reference("Organization/gemeente-westerbrug"));
      Party.Answer told = westerbrug.post("QuestionnaireResponse", gesprek);
      assertThat(told.status()).as(told.body()).isEqualTo(201);
      assertThat(mailbox.await(each -> !each.focuses().isEmpty()).focuses())
          .allMatch(focus -> focus.startsWith("Composition/"));
    }
  }
}
