package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Once a dossier is destroyed and the administrator has compacted the database, no byte of the
 * client is in any file of the server, its logs too.
 */
@Tag("crash")
class DestroyedFileIT {
  static final String NAME = "Zilverschoonhoven";
  static final String CITY = "Oudezilverstad";

  @Test
  void noFileHasAByteOfTheClient(@TempDir Path data) throws Exception {
    ServerProcess server = new ServerProcess(data);
    List<String> traces;
    try {
      server.start();
      server.awaitUp();
      Party lindehoven = Party.of(server.port, "gemeente-lindehoven", "wmo-consulent");
      Patient person = NewClient.of(new Reference("Organization/gemeente-lindehoven"));
      traces = List.of(NAME, CITY, person.getIdentifierFirstRep().getValue());
      destroy(lindehoven, told(lindehoven, person), data, server.port);
      assertThat(filesWith(data, NAME)).as("the scan finds what is not compacted yet").isNotEmpty();
    } finally {
      server.stop();
    }
    compact(data);
    for (String trace : traces) {
      assertThat(filesWith(data, trace)).as(trace).isEmpty();
    }
    assertThat(filesWith(data, "mevrouw-janssen")).as("others are still there").isNotEmpty();
  }

  static String told(Party lindehoven, Patient person) {
    person.getNameFirstRep().setFamily(NAME).setText("mevrouw " + NAME);
    String client = lindehoven.post("Patient", person).as(Patient.class).getIdElement().getIdPart();
    Patient moved = lindehoven.get("Patient/" + client).as(Patient.class);
    moved.getAddressFirstRep().setCity(CITY);
    assertThat(lindehoven.put(moved).status()).isEqualTo(200);
    QuestionnaireResponse gesprek = MevrouwT.gesprek();
    gesprek.setSubject(new Reference("Patient/" + client));
    gesprek.getIdentifier().setValue("formulier-" + NAME);
    assertThat(lindehoven.post("QuestionnaireResponse", gesprek).status()).isEqualTo(201);
    return client;
  }

  static void destroy(Party lindehoven, String client, Path data, int port) throws Exception {
    RSAKey key = RSAKey.parse(Files.readString(data.resolve("signing-key.json")));
    Party.Answer asked =
        new Tokens(key, port)
            .client(client)
            .post(
                "Patient/" + client + "/$vernietiging",
                new Parameters()
                    .addParameter(
                        "verantwoordelijke", new Reference("Organization/gemeente-lindehoven")));
    assertThat(asked.status()).as(asked.body()).isEqualTo(200);
    Party.Answer decided =
        lindehoven.post(
            "Task/" + asked.as(Task.class).getIdElement().getIdPart() + "/$besluit",
            new Parameters().addParameter("toegewezen", new BooleanType(true)));
    assertThat(decided.status()).as(decided.body()).isEqualTo(200);
  }

  private static void compact(Path data) throws Exception {
    String url = "jdbc:h2:file:" + data.resolve("keukentafel");
    try (Connection database = DriverManager.getConnection(url, "sa", "")) {
      database.createStatement().execute("shutdown compact");
    }
  }

  static List<Path> filesWith(Path folder, String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(each -> has(each, text)).toList();
    }
  }

  private static boolean has(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
