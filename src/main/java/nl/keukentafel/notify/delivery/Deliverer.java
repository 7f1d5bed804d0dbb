package nl.keukentafel.notify.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import nl.keukentafel.notify.subscription.Channel;
import nl.keukentafel.notify.subscription.Notification;
import nl.keukentafel.notify.subscription.Subscriber;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends what waits for one subscription at a time that it has claimed: in strict order, one request
 * in flight, each event until it is acknowledged. A failure is tried again, later and later; after
 * days of nothing but failures the subscription is in error, and its events are kept.
 */
public final class Deliverer {
  private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** Carries a notification: what went wrong, or nothing. */
  @FunctionalInterface
  public interface Post {
    Optional<String> deliver(Channel channel, Bundle notification);
  }

  /** Tells the resource what became of its subscription, in the transaction under way. */
  @FunctionalInterface
  public interface Keeper {
    void become(String id, SubscriptionStatus status, @Nullable String error);
  }

  private final Claims claims;
  private final Letters letters;
  private final TransactionTemplate transaction;
  private final Post post;
  private final Keeper keeper;
  private final Duration giveUpAfter;
  private final Clock clock;
  private final Map<String, Long> inFlight = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  public Deliverer(
      Claims claims,
      Letters letters,
      TransactionTemplate transaction,
      Post post,
      Keeper keeper,
      Duration giveUpAfter,
      Clock clock) {
    this.claims = claims;
    this.letters = letters;
    this.transaction = transaction;
    this.post = post;
    this.keeper = keeper;
    this.giveUpAfter = giveUpAfter;
    this.clock = clock;
  }

  /** Claims what is due, at most so many: they are to be served, each by one thread. */
  List<Subscriber> claim(int most) {
    List<Subscriber> claimed = claims.take(most);
    claimed.forEach(each -> inFlight.put(each.id(), each.token()));
    return claimed;
  }

  /** What is under way is finished, and no more begun. */
  void stop() {
    stopped = true;
  }

  /** Those that are being served here stay so. */
  void renew() {
    claims.renew(Map.copyOf(inFlight));
  }

  /** Sends until nothing waits, something fails, or another has the claim. */
  void serve(Subscriber claimed) {
    try {
      boolean well =
          claimed.status() == SubscriptionStatus.REQUESTED ? greet(claimed) : send(claimed);
      inFlight.remove(claimed.id());
      if (well) {
        claims.release(claimed);
      }
    } catch (ClaimLostException e) {
      LOG.info("Subscription {} is served by another now", claimed.id());
    } catch (RuntimeException e) {
      if (stopped) {
        return; // the database may be gone
      }
      LOG.error("Subscription {} waits: the others go on", claimed.id(), e);
    } finally {
      inFlight.remove(claimed.id());
    }
  }

  private boolean greet(Subscriber subscriber) {
    Optional<String> wrong =
        post.deliver(subscriber.channel(), letters.about(subscriber, clock.instant()).handshake());
    SubscriptionStatus status =
        wrong.isEmpty() ? SubscriptionStatus.ACTIVE : SubscriptionStatus.ERROR;
    become(subscriber, status, wrong.orElse(null));
    return true; // what waits by now is due at once
  }

  private boolean send(Subscriber subscriber) {
    long delivered = subscriber.delivered();
    while (!stopped) {
      List<Letters.Waiting> waiting = letters.after(subscriber, delivered);
      if (waiting.isEmpty()) {
        return beat(subscriber);
      }
      Notification notification = letters.about(subscriber, clock.instant());
      List<Notification.Event> events = letters.judged(subscriber, waiting);
      Optional<String> wrong = post.deliver(subscriber.channel(), notification.events(events));
      if (wrong.isPresent()) {
        letters.attempted(subscriber, events);
        fail(subscriber, wrong.get());
        return false;
      }
      delivered = waiting.get(waiting.size() - 1).number();
      claims.acknowledge(subscriber, delivered);
    }
    return true;
  }

  private boolean beat(Subscriber subscriber) {
    Instant at = subscriber.heartbeatAt();
    if (at == null || at.isAfter(clock.instant())) {
      return true;
    }
    Optional<String> wrong =
        post.deliver(subscriber.channel(), letters.about(subscriber, clock.instant()).heartbeat());
    if (wrong.isPresent()) {
      fail(subscriber, wrong.get());
      return false;
    }
    claims.acknowledge(subscriber, subscriber.delivered());
    return true;
  }

  private void fail(Subscriber subscriber, String wrong) {
    inFlight.remove(subscriber.id());
    Subscriber now = claims.current(subscriber);
    Instant since = now.failingSince() == null ? clock.instant() : now.failingSince();
    if (!clock.instant().isBefore(since.plus(giveUpAfter))) {
      become(subscriber, SubscriptionStatus.ERROR, wrong);
      return;
    }
    Duration pause = Duration.ofSeconds(1L << Math.min(now.failures(), 10));
    claims.postpone(
        subscriber,
        wrong,
        since,
        clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
  }

  private void become(Subscriber subscriber, SubscriptionStatus status, @Nullable String error) {
    transaction.executeWithoutResult(
        both -> {
          claims.become(subscriber, status, error);
          keeper.become(subscriber.id(), status, error);
        });
  }

  /**
   * Another claimed the subscription, or its owner changed it: what is done here counts no more.
   */
  static final class ClaimLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
