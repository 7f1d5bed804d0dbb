package nl.keukentafel.server;

import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import me.tongfei.progressbar.ProgressBar;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;

/**
 * Fills a running demo with clients of two gemeenten who are somewhere in a valid history: {@code
 * mvn -q -Pgemeente -Dclients=100}. The same seed gives the same people and histories.
 */
public final class Municipality {
  private static final int LONGEST = 25;

  private final List<Place> places;
  private final Townsfolk folk = Townsfolk.fictional();
  private final long seed;

  Municipality(List<Place> places, long seed) {
    this.places = places;
    this.seed = seed;
  }

  /**
   * @param arguments how many clients, the seed, the port of the demo, and the key of its tokens
   */
  public static void main(String[] arguments)
      throws IOException, ParseException, InterruptedException, ExecutionException {
    int clients = Integer.parseInt(arguments[0]);
    int port = Integer.parseInt(arguments[2]);
    RSAKey key = RSAKey.parse(Files.readString(Path.of(arguments[3])));
    Municipality municipality =
        new Municipality(
            List.of(Place.lindehoven(port, key), Place.westerbrug(port, key)),
            Long.parseLong(arguments[1]));
    Map<String, Integer> stand = new TreeMap<>();
    ExecutorService desks = Executors.newFixedThreadPool(2);
    try (ProgressBar bar = new ProgressBar("cliënten", clients)) {
      List<Future<Life>> lives = new ArrayList<>();
      for (int n = 0; n < clients; n++) {
        int number = n;
        lives.add(desks.submit(() -> municipality.live(number)));
      }
      for (Future<Life> life : lives) {
        stand.merge(life.get().step(), 1, Integer::sum);
        bar.step();
      }
    } finally {
      desks.shutdownNow();
    }
    System.out.println("Waar zij staan: " + stand);
  }

  /** The life of one client, as far as it came. */
  Life live(int number) {
    Random random = new Random(seed * 1_000_003 + number);
    Place place = places.get(random.nextInt(places.size()));
    Life life = place.begin(settle(place, random));
    int length = random.nextInt(LONGEST);
    for (int n = 0; n < length; n++) {
      List<Attempt> open = Attempt.onward(life);
      if (open.isEmpty()) {
        break;
      }
      Attempt next = open.get(random.nextInt(open.size()));
      int before = life.entered();
      next.in(life);
      if (life.entered() == before) {
        throw new IllegalStateException(life + ": refused, though the process allows it");
      }
    }
    return life;
  }

  /** Stores somebody with a BSN that no other client has there. */
  private String settle(Place place, Random random) {
    Patient client = folk.as(NewClient.of(new Reference(place.gemeente().reference())), random);
    Party.Answer welcome = place.welcome(client);
    while (welcome.status() == 409 || welcome.body().contains("has a Patient with this BSN")) {
      client.getIdentifierFirstRep().setValue(NewClient.bsn());
      welcome = place.welcome(client);
    }
    if (welcome.status() != 201) {
      throw new IllegalStateException(welcome.body());
    }
    return "Patient/" + welcome.as(Patient.class).getIdElement().getIdPart();
  }
}
