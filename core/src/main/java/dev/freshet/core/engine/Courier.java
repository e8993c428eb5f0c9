package dev.freshet.core.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls back to the pool's users what the timer's thread found out or changed, so that they cannot
 * hold it up.
 *
 * <p>Safe for all threads. The errands of one pool run one after the other, in order, on a virtual
 * thread that exists only while there are some.
 */
final class Courier implements Runnable {
  private final String name;
  private final ConcurrentLinkedQueue<Runnable> errands = new ConcurrentLinkedQueue<>();

  /** Errands sent since the courier last found nothing to do; 0 if it is not on its way. */
  private final AtomicInteger sent = new AtomicInteger();

  /**
   * A courier at rest.
   *
   * @param pool the name of the pool
   */
  Courier(String pool) {
    this.name = pool + "-expiry";
  }

  void send(Runnable errand) {
    errands.add(errand);
    if (sent.getAndIncrement() == 0) {
      try {
        Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).start(this);
      } catch (Throwable _) {
        run(); // no thread to be had: late timers are better than lost news
      }
    }
  }

  @Override
  public void run() {
    int seen = sent.get();
    do {
      for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) {
        try {
          errand.run();
        } catch (Throwable _) {
          // A callback of the user's; there is nobody to tell, and the next one must hear its news.
        }
      }
      seen = sent.addAndGet(-seen);
    } while (seen != 0);
  }
}
