package nl.keukentafel.notify;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs fan-out and delivery: at once after a commit on this node, and every {@value #POLL} ms for
 * what a crash or another node left.
 */
public final class PostRoom implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(PostRoom.class);
  private static final int POLL = 200;

  private final FanOut fanOut;
  private final Deliverer deliverer;
  private final Semaphore bell;
  private volatile boolean running;
  private Thread worker = new Thread();

  PostRoom(FanOut fanOut, Deliverer deliverer, Semaphore bell) {
    this.fanOut = fanOut;
    this.deliverer = deliverer;
    this.bell = bell;
  }

  /** One round, by hand: tests drain the outbox with it. */
  public synchronized void drain() throws InterruptedException {
    fanOut.run();
    deliverer.run();
  }

  @Override
  public void start() {
    running = true;
    worker = new Thread(this::work, "notifications");
    worker.setDaemon(true);
    worker.start();
  }

  private void work() {
    while (running) {
      try {
        bell.tryAcquire(POLL, TimeUnit.MILLISECONDS);
        bell.drainPermits();
        drain();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.error("A round of notifications failed and is tried again", e);
      }
    }
  }

  @Override
  public void stop() {
    running = false;
    worker.interrupt();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
