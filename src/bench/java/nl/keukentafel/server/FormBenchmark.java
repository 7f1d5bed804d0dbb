package nl.keukentafel.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.searchparam.registry.SearchParamRegistryImpl;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nl.keukentafel.Application;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What receiving a form costs, over HTTP and warm: p50 at most 150 ms, and at least twice the
 * resources a second of HAPI as it comes (every search parameter of FHIR indexed, no stage, no
 * validation, not even HTTP) that stores the same resources as a transaction. The two take turns in
 * one process, each form for a client of its own: no dossier grows. Not JMH: the sides switch the
 * indexing of one store.
 */
public final class FormBenchmark {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int WARM_UP = Integer.getInteger("warmup", 150);
  private static final int FORMS = Integer.getInteger("forms", 60);
  private static final FhirContext FHIR = FhirContext.forR4Cached();

  private final ConfigurableApplicationContext server;
  private final String gemeente;
  private final Party consulent;
  private final QuestionnaireResponse form;
  private final String bundle;
  private final int resources;
  private final List<Object> stages;

  private FormBenchmark(ConfigurableApplicationContext server) {
    this.server = server;
    int port = server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    Story story = Story.in(Path.of("fixtures/meneer-y"));
    Telling telling =
        new Telling(
            new Story(story.gemeente(), story.steps().subList(0, 1)),
            new Tokens(server.getBean(RSAKey.class), port));
    this.gemeente = story.gemeente();
    this.consulent = telling.tell().parties().get("consulent");
    this.form = telling.forms().get(0);
    Parameters dryRun = new Parameters();
    dryRun.addParameter().setName("questionnaire-response").setResource(of(telling.client()));
    Bundle extracted =
        (Bundle)
            consulent
                .post("QuestionnaireResponse/$extract", dryRun)
                .as(Parameters.class)
                .getParameterFirstRep()
                .getResource();
    this.resources = extracted.getEntry().size();
    this.bundle = FHIR.newJsonParser().encodeResourceToString(extracted);
    this.stages =
        server.getBean(IInterceptorService.class).getAllRegisteredInterceptors().stream()
            .filter(each -> each.getClass().getName().startsWith("nl.keukentafel"))
            .toList();
  }

  public static void main(String[] arguments) throws Exception {
    try (ConfigurableApplicationContext server =
        new SpringApplication(Application.class)
            .run(
                "--server.port=0",
                "--keukentafel.data=" + Files.createTempDirectory("keukentafel-benchmark"))) {
      new FormBenchmark(server).run();
    }
  }

  private void run() {
    List<String> known = newClients(WARM_UP);
    List<String> others = newClients(WARM_UP);
    time(known, this::receive);
    asStock(true);
    time(others, this::store);
    asStock(false);
    List<Long> all = new ArrayList<>();
    double[] ours = new double[ROUNDS];
    double[] stock = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      known = newClients(FORMS);
      others = newClients(FORMS);
      List<Long> received = time(known, this::receive);
      all.addAll(received);
      ours[round] = perSecond(received);
      asStock(true);
      stock[round] = perSecond(time(others, this::store));
      asStock(false);
      System.out.printf(
          "round %d: %.1f forms/s, stock %.1f bundles/s%n", round + 1, ours[round], stock[round]);
    }
    all.sort(null);
    System.out.printf(
        "%d resources a form; p50 %.1f ms, p99 %.1f ms; median of %d rounds: %.1f forms/s,"
            + " %.0f resources/s; stock %.0f resources/s; ratio %.2f%n",
        resources,
        all.get(all.size() / 2) / 1e6,
        all.get(all.size() * 99 / 100) / 1e6,
        ROUNDS,
        median(ours),
        median(ours) * resources,
        median(stock) * resources,
        median(ours) / median(stock));
  }

  private List<String> newClients(int number) {
    return Stream.generate(() -> NewClient.of(consulent, gemeente)).limit(number).toList();
  }

  private void receive(String client) {
    Party.Answer answer = consulent.post("QuestionnaireResponse", of(client));
    if (answer.status() != 201) {
      throw new IllegalStateException(answer.body());
    }
  }

  @SuppressWarnings("unchecked") // the one system DAO of R4
  private void store(String client) {
    String own = bundle.replace(form.getSubject().getReference(), client);
    Bundle parsed = FHIR.newJsonParser().parseResource(Bundle.class, own);
    Bundle stored =
        ((IFhirSystemDao<Bundle, Meta>) server.getBean(IFhirSystemDao.class))
            .transaction(new SystemRequestDetails(), parsed);
    FHIR.newJsonParser().encodeResourceToString(stored);
  }

  private void asStock(boolean stock) {
    server.getBean(JpaStorageSettings.class).setAutoSupportDefaultSearchParams(stock);
    ISearchParamRegistry registry = server.getBean(ISearchParamRegistry.class);
    int before = searchParameters(registry);
    ((SearchParamRegistryImpl) registry).resetForUnitTest(); // it keeps FHIR's own for good
    registry.forceRefresh();
    if (stock != searchParameters(registry) > before) {
      throw new IllegalStateException("the search parameters did not change");
    }
    IInterceptorService interceptors = server.getBean(IInterceptorService.class);
    stages.forEach(stock ? interceptors::unregisterInterceptor : interceptors::registerInterceptor);
  }

  private static int searchParameters(ISearchParamRegistry registry) {
    return registry
        .getActiveSearchParams(
            "Observation", ISearchParamRegistry.SearchParamLookupContextEnum.INDEX)
        .size();
  }

  private QuestionnaireResponse of(String client) {
    QuestionnaireResponse of = form.copy();
    of.getSubject().setReference(client);
    of.getIdentifier().setValue(UUID.randomUUID().toString());
    return of;
  }

  private static List<Long> time(List<String> clients, Consumer<String> act) {
    List<Long> nanos = new ArrayList<>();
    for (String client : clients) {
      long start = System.nanoTime();
      act.accept(client);
      nanos.add(System.nanoTime() - start);
    }
    return nanos;
  }

  private static double perSecond(List<Long> nanos) {
    return nanos.size() * 1e9 / nanos.stream().mapToLong(Long::longValue).sum();
  }

  private static double median(double[] rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
