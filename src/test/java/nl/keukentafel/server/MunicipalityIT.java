package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A made-up gemeente is one that the server takes, and it can be made up again. */
@ServerTest
class MunicipalityIT {
  private static final int CLIENTS = 2;
  private static final String ADVICE =
      "https://w3id.org/keukentafel/fhir/CodeSystem/waarneming%7Cmedisch-advies";

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

  @Test
  void whatHappensBesideTheWayOfAllIsAsTheProcessSays() {
    for (Place place : List.of(Place.lindehoven(port, key), Place.westerbrug(port, key))) {
      Party gemeente = place.actors().get("gemeente").party();
      for (int luck : new int[] {0, 1}) {
        Life life = place.begin(NewClient.of(gemeente, place.gemeente().id()));
        lead(life, Deed.GESPREK, place.isMandated() ? "aanbieder" : "gemeente", "verslag-gemaakt");
        happen(life, Aside.ADVIES, luck);
        assertThat(life.step()).isEqualTo(luck == 0 ? "verslag" : "medisch-advies");
        lead(life, Deed.BESLUIT, "gemeente", "besluit-genomen");
        lead(life, Deed.TOEWIJZING, "gemeente", "toewijzing-gegeven");
        happen(life, Aside.SIGNAAL, luck);
        lead(life, Deed.UITVOERING, "aanbieder", "hulp-gestart");
        happen(life, Aside.TWEEDE_TOEWIJZING, luck);
        lead(life, Deed.VERDER_UITVOERING, "aanbieder", "hulp-gestopt");
        assertThat(life.step()).isEqualTo("beeindiging");
        assertThat(count(gemeente, "ServiceRequest", life)).isEqualTo(2);
        assertThat(count(gemeente, "Communication", life, "&category=signaal")).isEqualTo(1);
        assertThat(count(gemeente, "Observation", life, "&code=" + ADVICE)).isEqualTo(luck);
      }
    }
  }

  private static void lead(Life life, Deed deed, String who, String happening) {
    new Attempt(deed, who, happening).in(life);
    life.requireAsTheProcessSays();
  }

  /**
   * @param luck of every choice the first or the second
   */
  private static void happen(Life life, Aside aside, int luck) {
    assertThat(aside.fits(life)).as(life.step()).isTrue();
    aside.in(
        life,
        new Random() {
          @Override
          public int nextInt(int bound) {
            return luck;
          }
        });
    life.requireAsTheProcessSays();
  }

  private static int count(Party party, String type, Life life, String... more) {
    String search = type + "?patient=" + life.id() + String.join("", more);
    return Forms.found(party, Resource.class, search).size();
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
