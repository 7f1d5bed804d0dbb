package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Subscription;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the log shows is what IHE BALP says it is: an event of each kind, and what it lacks. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BalpIT {
  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Balp balp;
  private final List<AuditEvent> events = new ArrayList<>();

  @BeforeAll
  void somethingOfEveryKindHappens() {
    balp = new Balp();
    Party lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    Party deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    String client = NewClient.withHelp(lindehoven);
    Party self = new Tokens(key, port).client(client.replace("Patient/", ""));
    Subscription asked = HiddenDossier.subscription(Canonical.topic("beschikking"), "x");
    try (Mailbox person = new Mailbox()) {
      asked.getChannel().setEndpoint(person.address());
      Subscription made = self.post("Subscription", asked).as(Subscription.class);
      person.await(each -> each.type().equals("handshake"));
      QuestionnaireResponse form = MevrouwT.gesprek();
      form.setSubject(new Reference(client));
      assertThat(lindehoven.post("QuestionnaireResponse", form).status()).isEqualTo(201);
      Contract besluit = MevrouwT.beschikking();
      besluit.getSubjectFirstRep().setReference(client);
      Contract stored = lindehoven.post("Contract", besluit).as(Contract.class);
      person.await(each -> !each.focuses().isEmpty());
      assertThat(lindehoven.put(stored.setTitle("Besluit")).status()).isEqualTo(200);
      delete(self, made);
      deLinde.get("Contract/" + stored.getIdElement().getIdPart());
    }
    delete(lindehoven, lindehoven.post("Subscription", asked).as(Subscription.class));
    for (Party each : List.of(lindehoven, deLinde, self)) {
      each.get(client);
      each.get("Observation?patient=" + client);
      each.get("Observation?patient=" + client + "&code=onzin");
      each.get("Contract?patient=" + client);
      each.get("Organization?name=Linde");
      each.get("Organization/gemeente-lindehoven");
      each.post(client + "/$explain-access", new Parameters());
    }
    self.get(client + "/$inzage");
    self.get(client + "/$processing-overview");
    Party.of(port, "gemeente-westerbrug", "wmo-consulent").get(client);
    Party.answer(
        deLinde.request(client).header("Wmo-Noodgeval", "De cliënt ligt bewusteloos thuis").GET());
    for (Party reader :
        List.of(self, Party.of(port, "gemeente-lindehoven", "functionaris-gegevensbescherming"))) {
      for (int i = 0; i < 2; i++) { // the second finds that the first was read
        reader.get("AuditEvent?_count=200").as(Bundle.class).getEntry().stream()
            .map(each -> (AuditEvent) each.getResource())
            .forEach(events::add);
      }
    }
  }

  @Test
  void everyEventIsValidByTheProfileThatItNames() {
    assertThat(events)
        .allSatisfy(
            each ->
                assertThat(balp.errors(each))
                    .as(Party.FHIR.newJsonParser().encodeResourceToString(each))
                    .isEmpty());
    assertThat(ofEachProfile().keySet().stream().map(each -> each.replace(Balp.PROFILE, "")))
        .contains(
            "Query",
            "Create",
            "Delete",
            "PatientRead",
            "PatientQuery",
            "PatientCreate",
            "PatientUpdate",
            "AuthZconsent");
    assertThat(events.stream().filter(each -> !each.getMeta().hasProfile()))
        .as("what BALP has no profile for")
        .extracting(each -> each.getType().getCode() + " " + each.getSubtypeFirstRep().getCode())
        .contains("transmit null", "rest operation");
  }

  @Test
  void anEventWithoutWhatItsProfileRequiresIsRefused() {
    ofEachProfile()
        .forEach(
            (profile, event) -> {
              List<Coding> required = balp.required(profile);
              assertThat(required).as(profile).hasSizeGreaterThanOrEqualTo(3);
              for (Coding each : required) {
                AuditEvent without = event.copy();
                without
                    .getAgent()
                    .removeIf(agent -> agent.getType().hasCoding(each.getSystem(), each.getCode()));
                without
                    .getEntity()
                    .removeIf(entity -> entity.getType().is(each.getSystem(), each.getCode()));
                assertThat(balp.errors(without))
                    .as(profile + " without " + each.getCode())
                    .isNotEmpty();
              }
              AuditEvent bare = event.copy();
              bare.getAgent().forEach(agent -> agent.setNetwork(null));
              assertThat(balp.errors(bare)).as(profile + " without network").isNotEmpty();
              assertThat(balp.errors(event.copy().setType(new Coding("urn:x", "x", null))))
                  .as(profile + " of another type")
                  .isNotEmpty();
            });
  }

  private Map<String, AuditEvent> ofEachProfile() {
    Map<String, AuditEvent> found = new HashMap<>();
    events.forEach(
        each ->
            each.getMeta().getProfile().forEach(url -> found.putIfAbsent(url.getValue(), each)));
    return found;
  }

  private static void delete(Party by, Subscription subscription) {
    String address = "Subscription/" + subscription.getIdElement().getIdPart();
    assertThat(Party.answer(by.request(address).DELETE()).status()).isBetween(200, 204);
  }
}
