package dev.freshet.core.timer;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Arming against the end of the timer's thread: it either goes on and expires the node, or a new
 * one is started. The threads are not started but run by the actors, so that the end is at hand.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the ending thread went on")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "a new thread was started")
@State
public class TimerThreadEnd {
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final TimerWheel wheel = new TimerWheel(System::nanoTime, 0, threads::add);
  private final CountingNode node = new CountingNode();
  private final Thread ending;

  /** Gets a thread that finds nothing armed. */
  public TimerThreadEnd() {
    CountingNode first = new CountingNode();
    wheel.arm(first, System.nanoTime());
    wheel.cancel(first);
    ending = threads.remove();
  }

  /** Runs the thread to its end. */
  @Actor
  public void timer() {
    ending.run();
  }

  /** Arms. */
  @Actor
  public void armer() {
    wheel.arm(node, System.nanoTime());
  }

  /** Runs the thread that was started, if so. */
  @Arbiter
  public void settle(II_Result r) {
    Thread fresh = threads.poll();
    if (fresh != null) {
      fresh.run();
      r.r2 = 1;
    }
    r.r1 = node.expiries.get() + 10 * wheel.armed() + 100 * threads.size();
  }
}
