package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A made-up gemeente is one that the server takes, and it can be made up again. */
@ServerTest
class MunicipalityIT {
  private static final int CLIENTS = 2;

  @LocalServerPort int port;
  @Autowired RSAKey key;

  @Test
  void theSameSeedGivesTheSamePeopleAndHistories() {
    List<Life> lives = lives(1);
    List<Life> again = lives(1);

    lives.forEach(Life::requireAsTheProcessSays);
    assertThat(lives.stream().mapToInt(life -> life.done.size()).sum()).isGreaterThan(CLIENTS);
    assertThat(told(again)).isEqualTo(told(lives));
    assertThat(told(lives(2))).isNotEqualTo(told(lives));
  }

  private List<Life> lives(long seed) {
    Municipality municipality =
        new Municipality(List.of(Place.lindehoven(port, key), Place.westerbrug(port, key)), seed);
    return IntStream.range(0, CLIENTS).mapToObj(municipality::live).toList();
  }

  private static List<String> told(List<Life> lives) {
    return lives.stream()
        .map(
            life -> {
              Patient client = life.actors.get("client").party().get(life.client).as(Patient.class);
              return client.getNameFirstRep().getText()
                  + client.getBirthDateElement().getValueAsString()
                  + life;
            })
        .toList();
  }
}
