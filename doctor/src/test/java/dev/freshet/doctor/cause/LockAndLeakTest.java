package dev.freshet.doctor.cause;

import static dev.freshet.doctor.cause.Scene.causes;
import static dev.freshet.doctor.cause.Scene.decide;
import static dev.freshet.doctor.cause.Scene.during;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.Dump.Contended;
import dev.freshet.doctor.window.Dump.StackGroup;
import dev.freshet.doctor.window.JvmEvent.LockWait;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Threads that wait for each other, and threads that wait for ever. */
class LockAndLeakTest {
  private static final String AQS =
      "java.util.concurrent.locks.AbstractQueuedSynchronizer.acquire:1";
  private static final String LOCK = "java.util.concurrent.locks.ReentrantLock";
  private static final String SITE = "shop.Stock.reserve:58";

  private static Scene traces(Scene s, int count, double ms, String lock, List<String> stack) {
    for (int i = 0; i < count; i++) {
      s.event(new LockWait(s.startMs(), ms, lock, "", "virtual-" + i, true, stack));
    }
    return s;
  }

  private static Scene monitor(Scene s, int waiters, String lock, List<String> stack) {
    for (int i = 0; i < 2; i++) {
      s.dump(
          new Dump(
              s.startMs() + 500 * i,
              10,
              waiters + 1,
              List.of(new Contended(lock, "virtual #7", waiters, waiters, stack)),
              List.of()));
    }
    return s;
  }

  @Test
  void namesALockOfVirtualThreadsByTraces() {
    Consumer<Scene> hot = s -> traces(s, 9, 900, LOCK, List.of(AQS, SITE));
    Verdict verdict = decide(during(5, hot)).verdicts().getFirst();
    assertThat(verdict.cause()).isEqualTo(Cause.LOCK);
    assertThat(verdict.severity()).isEqualTo(Verdict.Severity.CRITICAL);
    assertThat(verdict.headline()).contains("virtual threads").contains(LOCK).contains(SITE);
    assertThat(causes(during(2, hot))).isEmpty();
    assertThat(causes(s -> traces(s, 2, 490, LOCK, List.of(AQS, SITE)))).isEmpty();
  }

  @Test
  void namesAMonitorOfVirtualThreadsByDumps() {
    Consumer<Scene> hot = s -> monitor(s, 9, "shop.Stock@1b2c", List.of(SITE));
    Verdict verdict = decide(during(5, hot)).verdicts().getFirst();
    assertThat(verdict.headline())
        .startsWith("9 virtual threads wait on average for shop.Stock@1b2c in " + SITE)
        .contains("held by virtual #7");
    assertThat(causes(during(2, hot))).isEmpty();
    assertThat(causes(s -> monitor(s, 1, "shop.Stock@1b2c", List.of(SITE)))).isEmpty();
    Consumer<Scene> mild = s -> monitor(s, 2, "shop.Stock@1b2c", List.of(SITE));
    assertThat(causes(during(5, mild))).isEmpty();
    assertThat(causes(during(6, mild))).containsExactly(Cause.LOCK);
  }

  @Test
  void takesWaitingForNewsForNoContention() {
    List<String> latch = List.of(AQS, "java.util.concurrent.CountDownLatch.await:2", SITE);
    assertThat(causes(s -> traces(s, 9, 900, "", latch))).isEmpty();
    List<String> idle =
        List.of(
            "java.util.concurrent.locks.LockSupport.park:1",
            "java.util.concurrent.ThreadPoolExecutor.getTask:3");
    assertThat(causes(s -> monitor(s, 9, "java.util.concurrent.Foo", idle))).isEmpty();
    assertThat(causes(s -> monitor(s, 9, "java.util.concurrent.SynchronousQueue", List.of())))
        .isEmpty();
  }

  @Test
  void seesALockInATaskOfAnExecutorThoughItsStackBeginsInAFuture() {
    List<String> stack =
        List.of(AQS, SITE, "java.util.concurrent.FutureTask.run:4", "java.lang.Thread.run:5");
    assertThat(causes(s -> traces(s, 9, 900, LOCK, stack))).containsExactly(Cause.LOCK);
  }

  @Test
  void leavesLocksOfItsOwnConnectionOut() {
    List<String> own = List.of(AQS, "javax.management.remote.rmi.RMIConnectionImpl.invoke:1");
    assertThat(causes(s -> traces(s, 9, 900, LOCK, own))).isEmpty();
  }

  @Test
  void givesOneVerdictForALockWhoseWaitersPileUp() {
    List<Window> windows =
        Scene.windows(12, s -> monitor(s, 3 + 4 * s.index(), "shop.Stock@1b2c", List.of(SITE)));
    assertThat(causes(windows)).containsExactly(Cause.LOCK);
  }

  private static List<Window> growing(
      IntUnaryOperator leaked, IntUnaryOperator runMs, int looks, String state) {
    List<String> stack = List.of("java.util.concurrent.CountDownLatch.await:1", "shop.Push.wait:9");
    return Scene.windows(
        looks,
        s -> {
          s.worker(runMs.applyAsInt(s.index()), 2);
          for (int i = 0; i < 2; i++) {
            int count = leaked.applyAsInt(2 * s.index() + i);
            s.dump(
                new Dump(
                    s.startMs() + 500 * i,
                    12,
                    count + 3,
                    List.of(),
                    List.of(
                        new StackGroup(count, true, state, stack),
                        new StackGroup(3, true, "RUNNABLE", List.of("shop.Main.loop:1")))));
          }
        });
  }

  @Test
  void namesALeakByItsStack() {
    List<Window> windows = growing(i -> 50 * i, w -> 100, 12, "WAITING");
    Verdict verdict = decide(windows).verdicts().getFirst();
    assertThat(verdict.cause()).isEqualTo(Cause.LEAK);
    assertThat(verdict.headline())
        .contains("virtual threads pile up in shop.Push.wait:9: 100 more");
  }

  @Test
  void tellsALeakFromARamp() {
    assertThat(causes(growing(i -> 50 * Math.min(i, 12), w -> 100, 12, "WAITING")))
        .as("levels off")
        .isEmpty();
    assertThat(causes(growing(i -> 100 + 20 * i, w -> 100 + 40 * w, 12, "TIMED_WAITING")))
        .as("the work grows with it")
        .isEmpty();
    assertThat(causes(growing(i -> 50 * (i % 4), w -> 100, 12, "WAITING")))
        .as("comes and goes")
        .isEmpty();
    assertThat(causes(growing(i -> 50 * i, w -> 100, 12, "RUNNABLE"))).as("is queued").isEmpty();
  }

  @Test
  void asksForTwentyDumpsAndTwentyThreads() {
    assertThat(causes(growing(i -> 50 * i, w -> 100, 9, "WAITING"))).isEmpty();
    assertThat(causes(growing(i -> i * 20 / 23, w -> 100, 12, "WAITING"))).isEmpty();
    assertThat(causes(growing(i -> i, w -> 100, 12, "WAITING"))).containsExactly(Cause.LEAK);
  }
}
