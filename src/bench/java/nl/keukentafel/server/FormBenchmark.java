package nl.keukentafel.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nl.keukentafel.Application;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What receiving a form costs, over HTTP and warm: p50 at most 150 ms when one is sent at a time,
 * and at least twice the resources a second of HAPI as it comes ({@link StockHapi}) that receives
 * the same resources as a transaction, by one sender and by four at once. The two take turns in one
 * process, each on a database of its own, each form for a client of its own: no dossier grows. Warm
 * takes hundreds of forms: the validator alone goes from 30 to 9 ms. Not JMH: two servers, and what
 * is timed is a request.
 */
public final class FormBenchmark {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int WARM_UP = Integer.getInteger("warmup", 600);
  private static final int FORMS = Integer.getInteger("forms", 80);
  private static final Executor SENDERS = task -> new Thread(task, "sender").start();
  private static final FhirContext FHIR = FhirContext.forR4Cached();

  private final String gemeente;
  private final Party consulent;
  private final Party stock;
  private final Store stockStore;
  private final QuestionnaireResponse form;
  private final Bundle bundle;

  private FormBenchmark(ConfigurableApplicationContext server, ConfigurableApplicationContext stock) {
    Story story = Story.in(Path.of("fixtures/meneer-y"));
    Telling telling =
        new Telling(
            new Story(story.gemeente(), story.steps().subList(0, 1)),
            new Tokens(server.getBean(RSAKey.class), port(server)));
    this.gemeente = story.gemeente();
    this.consulent = telling.tell().parties().get("consulent");
    this.form = telling.forms().get(0);
    Parameters dryRun = new Parameters();
    dryRun.addParameter().setName("questionnaire-response").setResource(of(telling.client()));
    this.bundle =
        (Bundle)
            consulent
                .post("QuestionnaireResponse/$extract", dryRun)
                .as(Parameters.class)
                .getParameterFirstRep()
                .getResource();
    this.stock = Party.of(port(stock), "gemeente-lindehoven", "wmo-consulent");
    this.stockStore = new Store(stock.getBean(DaoRegistry.class));
    references(bundle)
        .map(Reference::getReferenceElement)
        .filter(IIdType::hasResourceType)
        .map(id -> id.toUnqualifiedVersionless().getValue())
        .distinct()
        .forEach(this::putInStock);
  }

  /**
   * @param arguments {@code postgres}: both on PostgreSQL instead of H2
   */
  public static void main(String[] arguments) throws Exception {
    boolean onPostgres = List.of(arguments).contains("postgres");
    try (ConfigurableApplicationContext server =
            new SpringApplication(Application.class).run(database(onPostgres));
        ConfigurableApplicationContext stock = StockHapi.start(database(onPostgres))) {
      new FormBenchmark(server, stock).run(onPostgres ? "PostgreSQL" : "H2");
    }
  }

  private static String[] database(boolean onPostgres) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--keukentafel.data=" + Files.createTempDirectory("keukentafel-benchmark")));
    if (onPostgres) {
      arguments.addAll(BenchedServer.onPostgres());
    }
    return arguments.toArray(String[]::new);
  }

  /**
   * @param each nanoseconds of every request, in no order
   * @param total nanoseconds from the first to the last
   */
  private record Timed(List<Long> each, long total) {
    double perSecond() {
      return each.size() * 1e9 / total;
    }

    double milliseconds(int percentile) {
      return each.stream().sorted().skip(each.size() * (long) percentile / 100).findFirst().orElseThrow()
          / 1e6;
    }
  }

  private void run(String database) {
    time(newClients(WARM_UP), 1, this::receive);
    time(newClients(WARM_UP), 1, this::store);
    run(database, 1);
    run(database, 4);
  }

  private void run(String database, int senders) {
    List<Long> all = new ArrayList<>();
    double[] ours = new double[ROUNDS];
    double[] theirs = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      Timed received = time(newClients(FORMS), senders, this::receive);
      all.addAll(received.each());
      ours[round] = received.perSecond();
      theirs[round] = time(newClients(FORMS), senders, this::store).perSecond();
      ratios[round] = ours[round] / theirs[round];
      System.out.printf(
          "round %d: %.1f forms/s, stock %.1f bundles/s%n", round + 1, ours[round], theirs[round]);
    }
    Timed timed = new Timed(all, 0);
    int resources = bundle.getEntry().size();
    System.out.printf(
        "%s, %d at once: %d resources a form; p50 %.1f ms, p99 %.1f ms; median of %d rounds:"
            + " %.1f forms/s, %.0f resources/s; stock %.0f resources/s; ratio %.2f%n",
        database,
        senders,
        resources,
        timed.milliseconds(50),
        timed.milliseconds(99),
        ROUNDS,
        median(ours),
        median(ours) * resources,
        median(theirs) * resources,
        median(ratios));
  }

  /** Known to both. */
  private List<String> newClients(int number) {
    List<String> clients =
        Stream.generate(() -> NewClient.of(consulent, gemeente)).limit(number).toList();
    clients.forEach(this::putInStock);
    return clients;
  }

  /** Stock refuses a reference to what it does not have. */
  private void putInStock(String reference) {
    IdType id = new IdType(reference);
    Resource known = (Resource) FHIR.getResourceDefinition(id.getResourceType()).newInstance();
    stockStore.put((Resource) known.setId(id));
  }

  private void receive(String client) {
    require(201, consulent.post("QuestionnaireResponse", of(client)));
  }

  private void store(String client) {
    Bundle of = bundle.copy();
    references(of)
        .filter(each -> form.getSubject().getReference().equals(each.getReference()))
        .forEach(each -> each.setReference(client));
    of.getEntry().stream()
        .filter(entry -> entry.getRequest().getUrl().startsWith("Patient/"))
        .forEach(
            entry -> {
              entry.getResource().setId(client);
              entry.setFullUrl(client).getRequest().setUrl(client);
            });
    require(200, stock.post(StockHapi.PATH, of));
  }

  private static Stream<Reference> references(Bundle bundle) {
    return bundle.getEntry().stream()
        .flatMap(
            entry ->
                FHIR
                    .newTerser()
                    .getAllPopulatedChildElementsOfType(entry.getResource(), Reference.class)
                    .stream());
  }

  private static void require(int status, Party.Answer answer) {
    if (answer.status() != status) {
      throw new IllegalStateException(answer.body());
    }
  }

  private static int port(ConfigurableApplicationContext server) {
    return server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  private QuestionnaireResponse of(String client) {
    QuestionnaireResponse of = form.copy();
    of.getSubject().setReference(client);
    of.getIdentifier().setValue(UUID.randomUUID().toString());
    return of;
  }

  private static Timed time(List<String> clients, int senders, Consumer<String> act) {
    Queue<String> waiting = new ConcurrentLinkedQueue<>(clients);
    Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    Runnable sender =
        () -> {
          for (String client = waiting.poll(); client != null; client = waiting.poll()) {
            long start = System.nanoTime();
            act.accept(client);
            nanos.add(System.nanoTime() - start);
          }
        };
    long start = System.nanoTime();
    CompletableFuture.allOf(
            Stream.generate(() -> CompletableFuture.runAsync(sender, SENDERS))
                .limit(senders)
                .toArray(CompletableFuture[]::new))
        .join();
    return new Timed(List.copyOf(nanos), System.nanoTime() - start);
  }

  private static double median(double[] rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
