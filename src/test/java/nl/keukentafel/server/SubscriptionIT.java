package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import org.awaitility.Awaitility;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** A subscription from its handshake to its end, as a subscriber sees it. */
@ServerTest
class SubscriptionIT {
  private static final String SD =
      "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  @Autowired RSAKey key;

  private final Mailbox mailbox = new Mailbox();
  private Party lindehoven;
  private Party deLinde;
  private String client;

  @BeforeEach
  void signIn() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    client = NewClient.of(lindehoven, "gemeente-lindehoven");
  }

  @AfterEach
  void close() {
    mailbox.close();
  }

  private Subscription asked(String topic) {
    Subscription asked = HiddenDossier.subscription(Canonical.topic(topic), "x");
    asked.getChannel().setEndpoint(mailbox.address());
    asked
        .getCriteriaElement()
        .addExtension(SD + "backport-filter-criteria", new StringType("patient=" + client));
    return asked;
  }

  private Subscription subscribed(Party party, Subscription asked) {
    Party.Answer answer = party.post("Subscription", asked);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.as(Subscription.class);
  }

  private Subscription read(Party party, Subscription subscription) {
    return party
        .get("Subscription/" + subscription.getIdElement().getIdPart())
        .as(Subscription.class);
  }

  private Subscription awaitStatus(Party party, Subscription of, SubscriptionStatus status) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> read(party, of), now -> now.getStatus() == status);
  }

  private String toewijzing() {
    ServiceRequest order = MevrouwT.toewijzing();
    order.getSubject().setReference(client);
    return made(order);
  }

  private String beschikking() {
    Contract contract = MevrouwT.beschikking();
    contract.getSubjectFirstRep().setReference(client);
    return made(contract);
  }

  private String made(Resource resource) {
    Party.Answer answer = lindehoven.post(resource.fhirType(), resource);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return resource.fhirType() + "/" + answer.as(resource.getClass()).getIdElement().getIdPart();
  }

  @Test
  void aHandshakeThenEventsWithTheHeadersThatNobodySeesAgain() throws Exception {
    Subscription asked = asked("toewijzing");
    asked.getChannel().addHeader("Authorization: Bearer geheim-woord");
    Party.Answer answer = deLinde.post("Subscription", asked);
    assertThat(answer.body()).doesNotContain("geheim");
    Subscription subscription = answer.as(Subscription.class);
    assertThat(subscription.getStatus()).isEqualTo(SubscriptionStatus.REQUESTED);

    Mailbox.Letter handshake = mailbox.await(each -> each.type().equals("handshake"));
    assertThat(handshake.value("events-since-subscription-start")).isEqualTo("0");
    awaitStatus(deLinde, subscription, SubscriptionStatus.ACTIVE);
    String order = toewijzing();
    Mailbox.Letter event = mailbox.awaitEvent(order);
    assertThat(event.type()).isEqualTo("event-notification");
    assertThat(event.numbers()).containsExactly(1L);
    assertThat(event.value("topic")).isEqualTo(Canonical.topic("toewijzing"));
    assertThat(event.bundle().getEntry().get(1).getFullUrl()).endsWith("/fhir/" + order);
    assertThat(event.bundle().getEntry().get(1).getResource()).isNull();
    assertThat(event.http().getRequestHeaders().getFirst("Authorization"))
        .isEqualTo("Bearer geheim-woord");
    assertThat(event.http().getRequestHeaders().getFirst("Content-Type"))
        .startsWith("application/fhir+json");

    for (String seen :
        List.of(
            deLinde.get("Subscription/" + subscription.getIdElement().getIdPart()).body(),
            deLinde.get("Subscription?status=active").body(),
            String.valueOf(jdbc.queryForList("select * from notify_subscription")),
            String.valueOf(
                jdbc.queryForList(
                    "select res_text_vc from hfj_res_ver where res_type = 'Subscription'")))) {
      assertThat(seen).doesNotContain("geheim");
    }
  }

  /** With nothing but what is published, as a receiver does it. */
  @Test
  void theSignatureIsOverTheBodyForThisReceiver() throws Exception {
    subscribed(deLinde, asked("toewijzing"));
    Mailbox.Letter letter = mailbox.await(each -> each.type().equals("handshake"));
    String detached = letter.http().getRequestHeaders().getFirst("X-JWS-Signature");
    JWSObject jws = JWSObject.parse(detached, new Payload(letter.body()));
    JWKSet keys =
        JWKSet.load(URI.create("http://localhost:" + port + "/.well-known/jwks.json").toURL());
    ECDSAVerifier verifier =
        new ECDSAVerifier(keys.getKeyByKeyId(jws.getHeader().getKeyID()).toECKey());
    assertThat(jws.verify(verifier)).isTrue();
    assertThat(jws.getHeader().getCustomParam("aud")).isEqualTo(mailbox.address());
    assertThat(JWSObject.parse(detached, new Payload(letter.body() + " ")).verify(verifier))
        .isFalse();
    assertThat(keys.toString(false)).doesNotContain("\"d\"").doesNotContain("oct");
  }

  @Test
  void anEmptyNotificationSaysThatSomethingHappenedAndNoMore() {
    Subscription asked = asked("toewijzing");
    content(asked, "empty");
    subscribed(deLinde, asked);
    toewijzing();
    Mailbox.Letter event = mailbox.await(each -> each.type().equals("event-notification"));
    assertThat(event.numbers()).containsExactly(1L);
    assertThat(event.bundle().getEntry()).hasSize(1);
    assertThat(event.body()).doesNotContain("ServiceRequest").doesNotContain("SubscriptionTopic");
  }

  private static void content(Subscription asked, String code) {
    asked
        .getChannel()
        .getPayloadElement()
        .getExtensionByUrl(SD + "backport-payload-content")
        .setValue(new CodeType(code));
  }

  @Test
  void aFilterKeepsOtherClientsOut() {
    subscribed(deLinde, asked("toewijzing"));
    NewClient.withHelp(lindehoven);
    String order = toewijzing();
    assertThat(mailbox.awaitEvent(order).numbers()).containsExactly(1L);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refused("criteria", it -> it.setCriteria("https://example.org/topic")),
        refused("criteria", it -> it.setCriteria("ServiceRequest?status=active")),
        refused("criteria", it -> it.setCriteria(Canonical.topic("beschikking"))),
        refused("criteria.extension", it -> filter(it, "status=active")),
        refused("criteria.extension", it -> filter(it, "patient:missing=true")),
        refused("criteria.extension", it -> filter(it, "Contract.patient=x")),
        refused("criteria.extension", it -> filter(it, "patient=iemand-anders")),
        refused("criteria.extension", it -> filter(it, "patient=")),
        refused(
            "criteria.extension",
            it -> it.getCriteriaElement().addExtension("http://example.org/x", new CodeType("x"))),
        refused("channel.type", it -> it.getChannel().setType(SubscriptionChannelType.EMAIL)),
        refused("channel.type", it -> it.getChannel().setType(SubscriptionChannelType.WEBSOCKET)),
        refused("channel.type", it -> it.getChannel().setType(SubscriptionChannelType.SMS)),
        refused("channel.payload", it -> it.getChannel().setPayload("application/fhir+xml")),
        refused("channel.payload", it -> it.getChannel().setPayload(null)),
        refused("channel.payload.extension", it -> content(it, "full-resource")),
        refused(
            "channel.payload.extension",
            it -> it.getChannel().getPayloadElement().setExtension(List.of())),
        refused("channel.extension", it -> option(it, "backport-max-count", 0)),
        refused("channel.extension", it -> option(it, "backport-max-count", 1000)),
        refused("channel.extension", it -> option(it, "backport-timeout", 3600)),
        refused("channel.extension", it -> option(it, "backport-heartbeat-period", 1)),
        refused("channel.extension", it -> option(it, "backport-nonsense", 1)),
        refused("channel.header", it -> it.getChannel().addHeader("Host: example.org")),
        refused("channel.header", it -> it.getChannel().addHeader("Goed: x\r\nFout: y")),
        refused("channel.header", it -> it.getChannel().addHeader("zonder dubbele punt")),
        refused("channel.endpoint", it -> it.getChannel().setEndpoint("ftp://example.org")),
        refused("channel.endpoint", it -> it.getChannel().setEndpoint("https://u:p@example.org")),
        refused("channel.endpoint", it -> it.getChannel().setEndpoint("https://10.0.0.1/hook")),
        refused("channel.endpoint", it -> it.getChannel().setEndpoint("https://169.254.169.254/")),
        refused("channel.endpoint", it -> it.getChannel().setEndpoint("https://[fd00::1]/")),
        refused("channel.endpoint", it -> it.getChannel().setEndpoint(null)),
        refused("end", it -> it.setEnd(new java.util.Date())));
  }

  private static Arguments refused(String element, Consumer<Subscription> wrong) {
    return Arguments.of(element, wrong);
  }

  private static void filter(Subscription asked, String filter) {
    asked
        .getCriteriaElement()
        .addExtension(SD + "backport-filter-criteria", new StringType(filter));
  }

  private static void option(Subscription asked, String name, int value) {
    asked.getChannel().addExtension(new Extension(SD + name, new UnsignedIntType(value)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatIsNotSupportedIsRefusedWithThePlace(String element, Consumer<Subscription> wrong) {
    Subscription asked = asked("toewijzing");
    wrong.accept(asked);
    Party.Answer answer = deLinde.post("Subscription", asked);
    ProperRefusal.of(answer, 422);
    assertThat(
            answer.as(OperationOutcome.class).getIssueFirstRep().getExpression().get(0).getValue())
        .isEqualTo("Subscription." + element);
  }

  @Test
  void theOptionsOfTheBackportAreKept() {
    Subscription asked = asked("toewijzing");
    asked.getChannel().addExtension(SD + "backport-max-count", new PositiveIntType(5));
    option(asked, "backport-timeout", 5);
    option(asked, "backport-heartbeat-period", 60);
    filter(asked, "ServiceRequest?patient=" + client);
    filter(asked, "ServiceRequest.patient=" + client + ",Patient/ander");
    filter(asked, "patient:Patient=" + client.replace("Patient/", ""));
    Subscription made = subscribed(deLinde, asked);
    assertThat(read(deLinde, made).getChannel().getExtension()).hasSize(3);
    assertThat(
            jdbc.queryForMap(
                "select max_count, patience, heartbeat from notify_subscription where id = ?",
                made.getIdElement().getIdPart()))
        .containsValues(5, 5, 60);
  }

  @Test
  void statusAndEventsTellTheOwnerAndNobodyElse() {
    Subscription made = subscribed(deLinde, asked("toewijzing"));
    String path = "Subscription/" + made.getIdElement().getIdPart();
    String first = toewijzing();
    String second = toewijzing();
    mailbox.awaitEvent(first);
    mailbox.awaitEvent(second);

    Bundle status = deLinde.get(path + "/$status").as(Bundle.class);
    assertThat(status.getType()).isEqualTo(Bundle.BundleType.SEARCHSET);
    assertThat(status.getEntry()).hasSize(1);
    Bundle one =
        deLinde
            .get("Subscription/$status?status=active&id=" + made.getIdElement().getIdPart())
            .as(Bundle.class);
    assertThat(one.getEntry()).hasSize(1);
    assertThat(deLinde.get("Subscription/$status").as(Bundle.class).getEntry().size())
        .isGreaterThan(1);
    assertThat(events(path + "/$events")).isEqualTo(List.of(first, second));
    assertThat(events(path + "/$events?eventsSinceNumber=2")).isEqualTo(List.of(second));
    assertThat(events(path + "/$events?eventsUntilNumber=1")).isEqualTo(List.of(first));
    assertThat(events(path + "/$events?content=empty")).isEmpty();
    ProperRefusal.of(deLinde.get(path + "/$events?content=full-resource"), 400);
    ProperRefusal.of(deLinde.get(path + "/$events?eventsSinceNumber=een"), 400);

    Party noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    assertThat(noord.get("Subscription/$status").body())
        .doesNotContain(made.getIdElement().getIdPart());
    for (String operation : List.of("/$status", "/$events")) {
      ProperRefusal.of(noord.get(path + operation), 404);
    }
  }

  private List<String> events(String path) {
    Party.Answer answer = deLinde.get(path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return new Mailbox.Letter(null, answer.body()).focuses();
  }

  @Test
  void inErrorItKeepsCountingAndTheOwnerBringsItBack() {
    mailbox.answer = 500;
    Subscription made = subscribed(deLinde, asked("toewijzing"));
    Subscription broken = awaitStatus(deLinde, made, SubscriptionStatus.ERROR);
    assertThat(broken.getError()).contains("500");
    String order = toewijzing();
    mailbox.answer = 204;
    assertThat(deLinde.put(broken.setStatus(SubscriptionStatus.REQUESTED)).status()).isEqualTo(200);
    assertThat(mailbox.awaitEvent(order).numbers()).containsExactly(1L);
    assertThat(awaitStatus(deLinde, made, SubscriptionStatus.ACTIVE).hasError()).isFalse();
  }

  @Test
  void aRedirectIsNotFollowed() {
    mailbox.answer = 301;
    Subscription made = subscribed(deLinde, asked("toewijzing"));
    assertThat(awaitStatus(deLinde, made, SubscriptionStatus.ERROR).getError()).contains("301");
    assertThat(mailbox.letters())
        .allMatch(each -> each.http().getRequestURI().getPath().equals("/hook"));
  }

  @Test
  void anUpdateIsForTheOwnerOfTheVersionAndTheTopicThatItHas() {
    Subscription made = subscribed(deLinde, asked("toewijzing"));
    Subscription active = awaitStatus(deLinde, made, SubscriptionStatus.ACTIVE);
    Party noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    ProperRefusal.of(noord.put(active), 404);
    ProperRefusal.of(deLinde.put(made.copy().setReason("oud")), 409);
    ProperRefusal.of(deLinde.put(active.copy().setCriteria(Canonical.topic("wlz-indicatie"))), 422);
    Subscription changed = active.copy().setReason("anders");
    Subscription after = deLinde.put(changed).as(Subscription.class);
    assertThat(after.getStatus()).isEqualTo(SubscriptionStatus.ACTIVE);
    assertThat(deLinde.put(after.setStatus(SubscriptionStatus.OFF)).status()).isEqualTo(200);
    toewijzing();
    assertThat(read(deLinde, made).getStatus()).isEqualTo(SubscriptionStatus.OFF);
    assertThat(
            Party.answer(
                    deLinde.request("Subscription/" + made.getIdElement().getIdPart()).DELETE())
                .status())
        .isEqualTo(200);
    assertThat(
            jdbc.queryForObject(
                "select count(*) from notify_subscription where id = ?",
                Integer.class,
                made.getIdElement().getIdPart()))
        .isZero();
  }

  /** Between the number and the sending the aanbieder loses the client. */
  @Test
  void whoLostTheRightHearsTheNumberAndNoMore() {
    Subscription made = subscribed(deLinde, asked("toewijzing"));
    awaitStatus(deLinde, made, SubscriptionStatus.ACTIVE);
    mailbox.answer = 503;
    String order = toewijzing();
    mailbox.awaitEvent(order);
    ServiceRequest stored = lindehoven.get(order).as(ServiceRequest.class);
    stored.setStatus(ServiceRequest.ServiceRequestStatus.REVOKED);
    assertThat(lindehoven.put(stored).status()).isEqualTo(200);
    mailbox.answer = 200;
    Mailbox.Letter last =
        mailbox.await(each -> each.type().equals("event-notification") && each.focuses().isEmpty());
    assertThat(last.numbers()).containsExactly(1L);
    assertThat(last.body()).doesNotContain("ServiceRequest");
  }

  @Test
  void theClientSeesInTheLogWhoWasTold() {
    subscribed(deLinde, asked("toewijzing"));
    String order = toewijzing();
    mailbox.awaitEvent(order);
    Party person = new Tokens(key, port).client(client.replace("Patient/", ""));
    assertThat(
            person.get("AuditEvent?patient=" + client).as(Bundle.class).getEntry().stream()
                .map(entry -> (AuditEvent) entry.getResource())
                .filter(each -> each.getType().getCode().equals("transmit"))
                .flatMap(each -> each.getEntity().stream())
                .map(each -> each.getWhat().getReference()))
        .contains(order);
  }

  @Test
  void aClientHearsOfTheOwnBeschikkingAndOfNoOthers() {
    Party person = new Tokens(key, port).client(client.replace("Patient/", ""));
    Subscription asked = asked("beschikking");
    asked.getCriteriaElement().setExtension(List.of());
    subscribed(person, asked);
    assertThat(lindehoven.post("Contract", MevrouwT.beschikking()).status()).isEqualTo(201);
    String own = beschikking();
    assertThat(mailbox.awaitEvent(own).numbers()).containsExactly(1L);
  }
}
