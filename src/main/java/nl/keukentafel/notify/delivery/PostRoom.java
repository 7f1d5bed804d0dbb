package nl.keukentafel.notify.delivery;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nl.keukentafel.notify.subscription.Subscriber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs fan-out and delivery: at once after a commit on this node, and every {@value #POLL} ms for
 * what a crash or another node left. Each subscription that is served has a thread of its own, so
 * that a slow receiver slows nobody else.
 */
public final class PostRoom implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(PostRoom.class);
  private static final int POLL = 150;
  private static final int MOST_AT_ONCE = 64;
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final long RENEW = TimeUnit.SECONDS.toNanos(2);

  private final FanOut fanOut;
  private final Deliverer deliverer;
  private final Claims claims;
  private final Semaphore written;
  private final Semaphore numbered = new Semaphore(0);
  private final Semaphore desks = new Semaphore(MOST_AT_ONCE);
  private volatile boolean running;
  private long renewed = System.nanoTime();
  private ExecutorService threads = Executors.newCachedThreadPool(PostRoom::thread);

  /**
   * @param written rung after a commit with an event in it
   */
  public PostRoom(FanOut fanOut, Deliverer deliverer, Claims claims, Semaphore written) {
    this.fanOut = fanOut;
    this.deliverer = deliverer;
    this.claims = claims;
    this.written = written;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "notifications-" + COUNT.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** By hand, on the caller's thread, until nothing is due at this moment. */
  public void drain() {
    boolean more = true;
    while (more) {
      more = fanOut.run();
    }
    claims.wakeSilent();
    for (List<Subscriber> due = deliverer.claim(100); !due.isEmpty(); due = deliverer.claim(100)) {
      due.forEach(deliverer::serve);
    }
  }

  @Override
  public void start() {
    running = true;
    threads = Executors.newCachedThreadPool(PostRoom::thread);
    threads.execute(() -> repeat(written, this::number));
    threads.execute(() -> repeat(numbered, this::dispatch));
    threads.execute(() -> repeat(new Semaphore(0), this::keep));
  }

  private void repeat(Semaphore bell, Runnable round) {
    while (running) {
      try {
        bell.tryAcquire(POLL, TimeUnit.MILLISECONDS);
        bell.drainPermits();
        round.run();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        if (running) {
          LOG.error("A round of notifications failed and is tried again", e);
        }
      }
    }
  }

  private void number() {
    while (running && fanOut.run()) {
      numbered.release();
    }
  }

  private void dispatch() {
    int free = desks.drainPermits();
    try {
      for (Subscriber due : free == 0 ? List.<Subscriber>of() : deliverer.claim(free)) {
        free--;
        threads.execute(() -> serve(due));
      }
    } finally {
      desks.release(free);
    }
  }

  private void serve(Subscriber due) {
    try {
      deliverer.serve(due);
    } finally {
      desks.release();
      numbered.release(); // something may have come for it meanwhile
    }
  }

  private void keep() {
    if (System.nanoTime() - renewed > RENEW) {
      renewed = System.nanoTime();
      deliverer.renew();
      claims.wakeSilent();
    }
  }

  @Override
  public void stop() {
    running = false;
    deliverer.stop();
    threads.shutdown();
    try { // not interrupted: that would close the file of the database under H2
      threads.awaitTermination(3, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
