package dev.freshet.core.keyed;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** An offer against the dead mark: a task got in and is run by the consumer, or it did not. */
@JCStressTest
@Outcome(id = "1, 12, 1", expect = Expect.ACCEPTABLE, desc = "in before the mark, run behind it")
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "met the mark")
@State
public class MailboxEndRace {
  /** Plain: what one task writes, the consumer and the arbiter must see. */
  private int ran;

  private boolean accepted;

  private final TaskQueue queue = new TaskQueue(() -> ran = 10 * ran + 1, 0);

  /** Offers the second task. */
  @Actor
  public void producer() {
    Entry entry = new Entry(() -> ran = 10 * ran + 2, 0);
    accepted = queue.offer(entry, 8) == TaskQueue.Offer.ACCEPTED;
  }

  /** Runs what is there and ends the queue. */
  @Actor
  public void consumer() {
    do {
      for (Entry entry = queue.peek(); entry != null; entry = queue.peek()) {
        queue.pass(entry);
        Runnable task = entry.claim();
        if (task != null) {
          task.run();
        }
      }
    } while (!queue.tryEnd());
  }

  /** Whether it got in, what ran in which order, and whether the queue is dead. */
  @Arbiter
  public void settle(III_Result r) {
    r.r1 = accepted ? 1 : 0;
    r.r2 = ran;
    r.r3 = queue.isDead() ? 1 : 0;
  }
}
