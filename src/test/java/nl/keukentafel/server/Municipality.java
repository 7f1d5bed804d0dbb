package nl.keukentafel.server;

import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import org.awaitility.core.ConditionTimeoutException;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;

/**
 * Fills a running demo with clients of two gemeenten who are somewhere in a valid history: {@code
 * mvn -q -Pgemeente -Dclients=100}. The same seed gives the same people and histories.
 */
public final class Municipality {
  private static final int LONGEST = 25;
  private static final Set<String> ASIDES =
      Arrays.stream(Aside.values()).map(Aside::name).collect(Collectors.toSet());
  private static final Duration PATIENCE = Duration.ofMinutes(3);

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
      throws IOException, ParseException, InterruptedException {
    int clients = Integer.parseInt(arguments[0]);
    int port = Integer.parseInt(arguments[2]);
    Path signed = Path.of(arguments[3]);
    System.out.println("Wacht tot de demo op poort " + port + " antwoordt.");
    if (!isUp(port) || !Files.exists(signed)) {
      System.err.println(
          "Op poort "
              + port
              + " antwoordt geen demo met de sleutel "
              + signed.toAbsolutePath()
              + ". Start haar eerst in een andere shell: mvn spring-boot:run. Een andere poort of"
              + " sleutel zegt u met -Dport en -Dkey.");
      System.exit(1);
    }
    RSAKey key = RSAKey.parse(Files.readString(signed));
    Municipality municipality =
        new Municipality(
            List.of(Place.lindehoven(port, key), Place.westerbrug(port, key)),
            Long.parseLong(arguments[1]));
    Map<String, Integer> stand = new TreeMap<>();
    Map<String, Integer> beside = new TreeMap<>();
    ExecutorService desks = Executors.newFixedThreadPool(2);
    try (ProgressBar bar = new ProgressBar("cliënten", clients)) {
      List<Future<Life>> lives = new ArrayList<>();
      for (int n = 0; n < clients; n++) {
        int number = n;
        lives.add(desks.submit(() -> municipality.live(number)));
      }
      for (Future<Life> future : lives) {
        Life life = future.get();
        stand.merge(life.step(), 1, Integer::sum);
        life.done.stream()
            .map(deed -> deed.split(" ", 2)[0])
            .filter(ASIDES::contains)
            .forEach(aside -> beside.merge(aside.toLowerCase(Locale.ROOT), 1, Integer::sum));
        bar.step();
      }
    } catch (ExecutionException wrong) {
      System.err.println("Het vullen stopte: " + wrong.getCause());
      System.exit(1);
    } finally {
      desks.shutdownNow();
    }
    System.out.println("Waar zij staan: " + stand);
    System.out.println("Wat er verder gebeurde: " + beside);
  }

  /** Whether the server answers, which it does some time after it was started. */
  private static boolean isUp(int port) {
    HttpRequest metadata =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + port + "/fhir/metadata?_summary=true"))
            .build();
    try {
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(
              () ->
                  HttpClient.newHttpClient().send(metadata, BodyHandlers.discarding()).statusCode()
                      == 200);
      return true;
    } catch (ConditionTimeoutException silent) {
      return false;
    }
  }

  /** The life of one client, as far as it came. */
  Life live(int number) {
    Random random = new Random(seed * 1_000_003 + number);
    Place place = places.get(random.nextInt(places.size()));
    Life life = place.begin(settle(place, random));
    int length = random.nextInt(LONGEST);
    List<Aside> asides = new ArrayList<>(List.of(Aside.values()));
    for (int n = 0; n < length; n++) {
      happen(life, asides, random);
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

  /** To every third client, in a moment that it fits, each once. */
  private static void happen(Life life, List<Aside> asides, Random random) {
    asides.stream()
        .filter(aside -> random.nextInt(3) == 0 && aside.fits(life))
        .findFirst()
        .ifPresent(
            aside -> {
              asides.remove(aside);
              life.done.add(aside + " " + aside.in(life, random));
            });
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
