package nl.keukentafel.server;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Clients of a gemeente of whom anybody does anything, allowed or not: after every deed the
 * aanvraag stands where the process says, no step is lost, and a stranger sees nothing. Repeat a
 * run with {@code -Dkeukentafel.seed}; {@code -Dkeukentafel.lives} makes a whole gemeente of them.
 */
@ServerTest
@Tag("proof")
class RandomLivesIT {
  private static final Logger LOG = LoggerFactory.getLogger(RandomLivesIT.class);
  private static final int DEEDS = 25;

  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Party lindehoven;
  private Party voorportaal;
  private Party deLinde;
  private List<Party> strangers;

  @BeforeEach
  void everybodyIsThere() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    voorportaal = Party.of(port, "gemeente-lindehoven", "consulent-voorportaal");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    strangers =
        List.of(
            Party.of(port, "gemeente-westerbrug", "wmo-consulent"),
            Party.of(port, "aanbieder-noord", "zorgcoordinator"),
            deLinde);
  }

  @Test
  void standWhereTheProcessSaysWhateverAnybodyDoes() {
    long seed = Long.getLong("keukentafel.seed", ThreadLocalRandom.current().nextLong());
    int lives = Integer.getInteger("keukentafel.lives", 5);
    Random random = new Random(seed);
    for (int n = 1; n <= lives; n++) {
      Life life = begin();
      try {
        for (int i = 0; i < DEEDS && !life.isClosed(); i++) {
          Deed.values()[random.nextInt(Deed.values().length)].tryIn(life, random);
          life.requireAsTheProcessSays();
        }
      } catch (AssertionError | RuntimeException wrong) {
        throw new AssertionError("seed " + seed + ", life " + n + ": " + life, wrong);
      }
      LOG.info("{} of {} lives, this one to {}", n, lives, life.step());
    }
  }

  private Life begin() {
    String who = NewClient.of(lindehoven, "gemeente-lindehoven");
    Party client = new Tokens(key, port).client(who.substring("Patient/".length()));
    Task task = MevrouwT.example(Task.class, "wmo-aanvraag");
    task.setFor(new Reference(who)).getOwner().setReference("Organization/gemeente-lindehoven");
    Map<String, Party> parties = new LinkedHashMap<>();
    parties.put("gemeente", lindehoven);
    parties.put("voorportaal", voorportaal);
    parties.put("aanbieder", deLinde);
    parties.put("client", client);
    return new Life(who, parties, client, strangers, lindehoven.post("Task", task).as(Task.class));
  }
}
