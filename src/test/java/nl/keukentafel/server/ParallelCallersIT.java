package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Callers at the same time: each gets what it got when it was alone, though all share one pool of
 * connections and of threads. The profile {@code proof} asks five times as much.
 */
@ServerTest
@Tag("proof")
class ParallelCallersIT {
  private static final int REQUESTS = Integer.getInteger("keukentafel.requests", 2_000);
  private static final int AT_ONCE = 16;
  private static final List<Surface> SURFACES =
      List.of(
          Surface.get("Patient/mevrouw-t"),
          Surface.get("Patient/meneer-y"),
          Surface.get("Patient?_id=mevrouw-t"),
          Surface.get("Observation?patient=mevrouw-t"),
          Surface.get("Observation?patient=mevrouw-t&_count=2&_offset=1"),
          Surface.get("CarePlan?patient=mevrouw-t&_summary=count"),
          Surface.get("Composition?patient=mevrouw-t"),
          Surface.get("ServiceRequest?patient=mevrouw-t"),
          Surface.get("Observation?patient=mevrouw-t&_include=*"),
          Surface.entry("batch", "GET", "Observation?patient=mevrouw-t", ""),
          Surface.post(
              "Patient/mevrouw-t/$explain-access",
              """
              {"resourceType": "Parameters", "parameter": [
                {"name": "informatiecategorie", "valueCode": "functioneren"},
                {"name": "herkomst", "valueCode": "wmo-onderzoek"}]}
              """));

  @LocalServerPort int port;
  @Autowired RSAKey key;

  private record Question(Party party, Surface surface) {
    Compared ask() {
      return surface.ask(party, Target.absent(), MevrouwT.ID);
    }
  }

  private final List<Question> questions = new ArrayList<>();
  private final Map<Question, Compared> alone = new ConcurrentHashMap<>();

  @BeforeEach
  void everybodyAskedAlone() {
    MevrouwT.toldHerStory(port);
    Tokens tokens = new Tokens(key, port);
    List<Party> parties =
        Stream.concat(
                Stranger.all(tokens).stream().map(Stranger::party),
                Stream.of(
                    tokens.client("meneer-y"),
                    Party.of(port, "gemeente-lindehoven", "wmo-consulent"),
                    Party.of(port, "gemeente-lindehoven", "consulent-voorportaal"),
                    Party.of(port, "aanbieder-de-linde", "zorgcoordinator"),
                    Party.of(port, "aanbieder-de-linde", "huishoudelijke-hulp")))
            .toList();
    parties.forEach(
        party -> SURFACES.forEach(surface -> questions.add(new Question(party, surface))));
    questions.forEach(question -> alone.put(question, question.ask()));
  }

  @Test
  void nobodyGetsTheAnswerOfAnother() throws InterruptedException {
    assertThat(alone.values().stream().distinct().count())
        .as("different answers")
        .isGreaterThan(20);
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    new Random(1)
        .ints(REQUESTS, 0, questions.size())
        .mapToObj(questions::get)
        .forEach(
            question ->
                callers.execute(
                    () -> {
                      if (!question.ask().equals(alone.get(question))) {
                        wrong.add(question.surface().name());
                      }
                    }));
    callers.shutdown();

    assertThat(callers.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
    assertThat(wrong).isEmpty();
  }
}
