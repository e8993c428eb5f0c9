package dev.freshet.core.engine;

import dev.freshet.core.TaskPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two submitters at limit 1: no lost wake-up, nothing twice, never two at once. */
@JCStressTest
@Outcome(id = "4, 1, 0", expect = Expect.ACCEPTABLE, desc = "all ran, one at a time, terminated")
@State
public class PoolCapacity {
  private final TaskPool pool = TaskPool.builder().limit(1).laneCapacity(2).build();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger ran = new AtomicInteger();

  private void task() {
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    ran.incrementAndGet();
    inside.decrementAndGet();
  }

  /** Submits two. */
  @Actor
  public void first() {
    pool.execute(this::task);
    pool.execute(this::task);
  }

  /** Submits two. */
  @Actor
  public void second() {
    pool.execute(this::task);
    pool.execute(this::task);
  }

  /** Waits for all. */
  @Arbiter
  public void settle(III_Result r) {
    pool.shutdown();
    try {
      r.r3 = pool.awaitTermination(10, TimeUnit.SECONDS) ? 0 : 1;
    } catch (InterruptedException e) {
      r.r3 = 2;
    }
    r.r1 = ran.get();
    r.r2 = most.get();
  }
}
