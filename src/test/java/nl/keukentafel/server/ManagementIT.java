package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.stream.StreamSupport;
import nl.keukentafel.fhir.Canonical;
import org.awaitility.Awaitility;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What operators see and do, on their own port and on no other. */
@ServerTest
class ManagementIT {
  @LocalServerPort int port;
  @LocalManagementPort int management;

  private Party.Answer operator(String path) {
    return Party.answer(
        HttpRequest.newBuilder(URI.create("http://localhost:" + management + "/actuator" + path)));
  }

  private Party.Answer act(String id, String json) {
    return Party.answer(
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + management + "/actuator/notifications/" + id))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  private static JsonNode json(Party.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    try {
      return new ObjectMapper().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double metric(String name) {
    return json(operator("/metrics/" + name)).at("/measurements/0/value").asDouble();
  }

  @Test
  void theServerIsUp() {
    assertThat(json(operator("/health")).get("status").asText()).isEqualTo("UP");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/health", "/metrics", "/notifications"})
  void nothingOfItIsOnThePortForEverybody(String path) {
    assertThat(
            Party.answer(
                    HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/actuator" + path)))
                .status())
        .isIn(401, 403);
  }

  @Test
  void whatIsStuckShowsAndIsTriedAgainOrSkippedWithAReason() {
    Party lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    Party deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    String client = NewClient.of(lindehoven, "gemeente-lindehoven");
    try (Mailbox mailbox = new Mailbox()) {
      Subscription asked = HiddenDossier.subscription(Canonical.topic("toewijzing"), "x");
      asked.getChannel().setEndpoint(mailbox.address());
      asked
          .getCriteriaElement()
          .addExtension(
              "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria",
              new StringType("patient=" + client));
      String id =
          deLinde.post("Subscription", asked).as(Subscription.class).getIdElement().getIdPart();
      mailbox.await(each -> each.type().equals("handshake"));
      mailbox.answer = 500;
      ServiceRequest order = MevrouwT.toewijzing();
      order.getSubject().setReference(client);
      assertThat(lindehoven.post("ServiceRequest", order).status()).isEqualTo(201);

      JsonNode stuck =
          Awaitility.await()
              .atMost(Duration.ofSeconds(30))
              .until(() -> stuck(id), found -> found != null && found.get("failures").asInt() > 1);
      assertThat(stuck.get("error").asText()).contains("500");
      assertThat(stuck.get("next").asInt()).isEqualTo(1);
      assertThat(stuck.get("waiting").asInt()).isEqualTo(1);
      assertThat(metric("keukentafel.notify.queue")).isPositive();
      assertThat(metric("keukentafel.notify.oldest")).isPositive();
      assertThat(metric("keukentafel.notify.attempts")).isPositive();

      assertThat(act(id, "{\"action\": \"skip\"}").status()).isEqualTo(400);
      assertThat(act(id, "{\"action\": \"drop\", \"reason\": \"weg ermee!\"}").status())
          .isEqualTo(400);
      assertThat(act("bestaat-niet", "{\"action\": \"retry\"}").status()).isEqualTo(404);
      String skip = "{\"action\": \"skip\", \"reason\": \"De ontvanger weigert dit bericht\"}";
      assertThat(act(id, skip).status()).isEqualTo(204);
      assertThat(act(id, skip).status()).isEqualTo(404);
      mailbox.answer = 200;
      assertThat(act(id, "{\"action\": \"retry\"}").status()).isEqualTo(204);
      ServiceRequest next = MevrouwT.toewijzing();
      next.getSubject().setReference(client);
      assertThat(lindehoven.post("ServiceRequest", next).status()).isEqualTo(201);
      mailbox.await(each -> each.numbers().equals(java.util.List.of(2L)));
      assertThat(deLinde.get("Subscription/" + id + "/$events?eventsUntilNumber=1").body())
          .contains("event-number");
    }
  }

  private JsonNode stuck(String id) {
    return StreamSupport.stream(json(operator("/notifications")).spliterator(), false)
        .filter(each -> each.get("id").asText().equals(id))
        .findFirst()
        .orElse(null);
  }
}
