package nl.keukentafel.server;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;
import nl.keukentafel.notify.subscription.Topic;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContextManager;

/**
 * Clients of a gemeente of whom anybody does anything, allowed or not: after every deed the
 * aanvraag stands where the process says, with its term, and everybody sees what the rulebook lets
 * them see; in the end no event is lost. Model-based (<a
 * href="https://jqwik.net/docs/1.9.3/user-guide.html#stateful-testing">jqwik</a>): what goes wrong
 * is shrunk to the fewest deeds. How many lives says {@code -Djqwik.tries.default}.
 */
@ServerTest
@Tag("proof")
class RandomLivesIT {
  private static final Logger LOG = LoggerFactory.getLogger(RandomLivesIT.class);
  private static final List<String> ACTORS =
      List.of(
          "gemeente", "voorportaal", "aanbieder", "client", "andere-gemeente", "andere-aanbieder");

  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired ApplicationContext server;
  private final Onlooker onlooker = new Onlooker();
  private final Map<Topic, String> subscriptions = new EnumMap<>(Topic.class);
  private List<Place> places;

  /** The server that Jupiter's tests share: Spring keeps one for each configuration. */
  @BeforeProperty
  void everybodyIsThere() throws Exception {
    new TestContextManager(RandomLivesIT.class).prepareTestInstance(this);
    server.getAutowireCapableBeanFactory().autowireBean(onlooker);
    places = List.of(Place.lindehoven(port, key), Place.westerbrug(port, key));
  }

  @AfterProperty
  void everyRequestIsLogged() {
    EveryRequestIsLogged.requireAt(server);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void standWhereTheProcessSaysWhateverAnybodyDoes(@ForAll("lives") ActionChain<Life> lives) {
    Life life =
        lives
            .withInvariant("the process", Life::requireAsTheProcessSays)
            .withInvariant("who reads what", onlooker::requireNobodySeesMore)
            .run();
    onlooker.requireNobodyFindsMore(life);
    onlooker.requireToldOf(onlooker.requireNoEventIsLost(life), subscriptions);
    Party client = life.actors.get("client").party();
    subscriptions
        .values()
        .forEach(each -> Party.answer(client.request("Subscription/" + each).DELETE()));
    LOG.info("A life to {} in {} deeds", life.step(), life.done.size());
  }

  @Provide
  Arbitrary<ActionChain<Life>> lives() {
    Action.Independent<Life> anything = () -> attempts().map(RandomLivesIT::transformer);
    return Arbitraries.of(0, 1)
        .flatMap(
            place ->
                ActionChain.startWith(() -> begin(places.get(place)))
                    .withAction(2, anything)
                    .withAction(1, new LeadOn())
                    .withMaxTransformations(25));
  }

  /** Mostly by whose deed it is, and sometimes by anybody. */
  private static Arbitrary<Attempt> attempts() {
    return Arbitraries.of(Deed.class)
        .flatMap(
            deed -> {
              List<String> anybody = new ArrayList<>(ACTORS);
              anybody.addAll(Collections.nCopies(deed.usual.isEmpty() ? 0 : 15, deed.usual));
              return Combinators.combine(Arbitraries.of(anybody), Arbitraries.of(deed.choices))
                  .as((who, choice) -> new Attempt(deed, who, choice));
            });
  }

  /** So that lives get somewhere: what is open, by whoever may. */
  private static final class LeadOn implements Action.Dependent<Life> {
    @Override
    public boolean precondition(Life life) {
      return !Attempt.onward(life).isEmpty();
    }

    @Override
    public Arbitrary<Transformer<Life>> transformer(Life life) {
      return Arbitraries.of(Attempt.onward(life)).map(RandomLivesIT::transformer);
    }
  }

  private static Transformer<Life> transformer(Attempt attempt) {
    return Transformer.mutate(attempt.toString(), attempt::in);
  }

  private Life begin(Place place) {
    Reference gemeente = new Reference(place.gemeente().reference());
    Party.Answer welcome = place.welcome(NewClient.of(gemeente));
    String who = "Patient/" + welcome.as(Patient.class).getIdElement().getIdPart();
    subscriptions.clear();
    onlooker.listen(place.tokens().client(who.substring("Patient/".length())), subscriptions);
    return place.begin(who);
  }
}
