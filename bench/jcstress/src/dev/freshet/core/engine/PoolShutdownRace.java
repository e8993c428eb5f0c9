package dev.freshet.core.engine;

import dev.freshet.core.TaskPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** execute against shutdown: each task runs or is refused, and the pool terminates. */
@JCStressTest
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "run + refused = 2, terminated")
@State
public class PoolShutdownRace {
  private final TaskPool pool = TaskPool.builder().limit(1).laneCapacity(2).build();
  private final AtomicInteger settled = new AtomicInteger();

  private void submit() {
    try {
      pool.execute(settled::incrementAndGet);
    } catch (RejectedExecutionException e) {
      settled.incrementAndGet();
    }
  }

  /** Submits two. */
  @Actor
  public void submitter() {
    submit();
    submit();
  }

  /** Shuts down. */
  @Actor
  public void closer() {
    pool.shutdown();
  }

  /** Waits for the end. */
  @Arbiter
  public void settle(II_Result r) {
    try {
      r.r2 = pool.awaitTermination(10, TimeUnit.SECONDS) ? 0 : 1;
    } catch (InterruptedException e) {
      r.r2 = 2;
    }
    r.r1 = settled.get();
  }
}
