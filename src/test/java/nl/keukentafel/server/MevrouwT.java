package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/**
 * The client in whose dossier the tests write. Gemeente Lindehoven had the keukentafelgesprek with
 * her and engaged De Linde; Westerbrug and Noord have nothing to do with her.
 */
final class MevrouwT {
  static final String ID = "mevrouw-t";
  static final String REFERENCE = "Patient/" + ID;

  private static final Set<Integer> TOLD = new HashSet<>();

  private MevrouwT() {}

  /** Makes sure, once for every server, that there is a verslag and a toewijzing to De Linde. */
  static synchronized void toldHerStory(int port) {
    if (!TOLD.contains(port)) {
      Party lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
      assertThat(lindehoven.post("QuestionnaireResponse", gesprek()).status()).isEqualTo(201);
      assertThat(lindehoven.post("ServiceRequest", toewijzing()).status()).isEqualTo(201);
      TOLD.add(port);
    }
  }

  /** A keukentafelgesprek that was not sent before. */
  static QuestionnaireResponse gesprek() {
    QuestionnaireResponse form = fixture(QuestionnaireResponse.class, "01-keukentafelgesprek.json");
    form.getIdentifier().setValue(fresh());
    form.getSubject().setReference(REFERENCE);
    return form;
  }

  static Contract beschikking() {
    Contract contract = fixture(Contract.class, "02-beschikking.json");
    contract.getIdentifierFirstRep().setValue(fresh());
    contract.getSubjectFirstRep().setReference(REFERENCE);
    return contract;
  }

  static ServiceRequest toewijzing() {
    ServiceRequest order = fixture(ServiceRequest.class, "03-toewijzing.json");
    int number = ThreadLocalRandom.current().nextInt(1_000_000_000);
    order.getIdentifierFirstRep().setValue("%09d".formatted(number));
    order.getSubject().setReference(REFERENCE);
    return order;
  }

  private static String fresh() {
    return UUID.randomUUID().toString();
  }

  /** The example of a profile, without its id, about her. */
  static <R extends Resource> R example(Class<R> type, String profile) {
    R example = read(type, Path.of("fixtures/examples", profile + ".json"));
    example.setId((String) null);
    return example;
  }

  private static <R extends Resource> R fixture(Class<R> type, String name) {
    return read(type, Path.of("fixtures/meneer-y", name));
  }

  private static <R extends Resource> R read(Class<R> type, Path file) {
    try {
      String json = Files.readString(file).replace("Patient/voorbeeld-client", REFERENCE);
      return Party.FHIR.newJsonParser().parseResource(type, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
