package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.access.judgement.Gate;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What is declared is what is open, no more and no less. */
@ServerTest
class CapabilitiesIT {
  private static final String OWN = "https://w3id.org/keukentafel/fhir/OperationDefinition/";

  @LocalServerPort int port;
  @Autowired Gate gate;
  private Party lindehoven;
  private CapabilityStatement statement;

  @BeforeEach
  void asksWhatIsOpen() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    statement = lindehoven.get("metadata").as(CapabilityStatement.class);
  }

  @Test
  void everyRowOfTheGateIsDeclaredAndNothingElse() {
    Map<String, Set<String>> declared = new TreeMap<>();
    for (CapabilityStatementRestResourceComponent type : types()) {
      declared.put(type.getType(), allOf(type).collect(Collectors.toCollection(TreeSet::new)));
    }
    Map<String, Set<String>> open = new TreeMap<>();
    gate.types()
        .forEach(
            (type, row) ->
                open.put(
                    type,
                    Stream.concat(
                            row.allow().keySet().stream(),
                            row.search().stream().map(name -> "?" + name))
                        .collect(Collectors.toCollection(TreeSet::new))));

    assertThat(declared).isEqualTo(open);
  }

  private static Stream<String> allOf(CapabilityStatementRestResourceComponent type) {
    return Stream.of(
            type.getInteraction().stream()
                .map(each -> each.getCode().toCode().replace("search-type", "search")),
            type.getOperation().stream().map(each -> "$" + each.getName()),
            type.getSearchParam().stream().map(each -> "?" + each.getName()))
        .flatMap(each -> each);
  }

  /** What the Subscriptions Backport wants said, with every topic that there is. */
  @Test
  void subscriptionsAreDeclaredAfterTheBackport() {
    String backport = "http://hl7.org/fhir/uv/subscriptions-backport/";
    assertThat(statement.getInstantiates())
        .extracting(each -> each.getValue())
        .contains(backport + "CapabilityStatement/backport-subscription-server-r4");
    CapabilityStatementRestResourceComponent subscription =
        statement.getRestFirstRep().getResource().stream()
            .filter(each -> each.getType().equals("Subscription"))
            .findFirst()
            .orElseThrow();
    assertThat(subscription.getSupportedProfile())
        .extracting(each -> each.getValue())
        .containsExactly(backport + "StructureDefinition/backport-subscription");
    assertThat(subscription.getOperation())
        .extracting(each -> each.getDefinition())
        .containsExactlyInAnyOrder(
            backport + "OperationDefinition/backport-subscription-status",
            backport + "OperationDefinition/backport-subscription-events");
    assertThat(
            subscription.getExtensionsByUrl(
                backport + "StructureDefinition/capabilitystatement-subscriptiontopic-canonical"))
        .hasSize(11);
  }

  @Test
  void everyOperationOfOurOwnIsDefinedHere() {
    for (CapabilityStatementRestResourceComponent type : types()) {
      type.getOperation().stream()
          .map(operation -> operation.getDefinition())
          .filter(url -> url.startsWith(OWN))
          .forEach(
              url ->
                  assertThat(
                          lindehoven
                              .get("OperationDefinition?url=" + url)
                              .as(Bundle.class)
                              .getTotal())
                      .as(url)
                      .isEqualTo(1));
    }
  }

  @Test
  void whatIsNotDeclaredIsRefused() {
    for (CapabilityStatementRestResourceComponent type : types()) {
      boolean deletes = allOf(type).anyMatch("delete"::equals);
      Party.Answer deleted =
          Party.answer(lindehoven.request(type.getType() + "/bestaat-niet").DELETE());
      assertThat(deleted.status())
          .as(type.getType())
          .isIn(deletes ? Set.of(404) : Set.of(400, 403, 405));
    }
  }

  private Iterable<CapabilityStatementRestResourceComponent> types() {
    return statement.getRestFirstRep().getResource();
  }
}
