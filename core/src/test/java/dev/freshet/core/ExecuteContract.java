package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.awaitSurely;
import static dev.freshet.core.PoolUnderTest.terminate;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Running tasks: each once, with the effects of what came before, whatever others did. */
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
interface ExecuteContract extends PoolUnderTest {
  @Test
  default void everyTaskRunsExactlyOnce() throws Exception {
    AtomicIntegerArray runs = new AtomicIntegerArray(600);
    List<Call> submitters = new ArrayList<>();
    for (int s = 0; s < 3; s++) {
      int from = s * 200;
      submitters.add(
          Call.start(
              () -> {
                for (int i = from; i < from + 200; i += 2) {
                  int executed = i;
                  int submitted = i + 1;
                  pool().execute(() -> runs.incrementAndGet(executed));
                  pool().submit(() -> runs.incrementAndGet(submitted));
                }
                return null;
              }));
    }
    for (Call submitter : submitters) {
      assertThat(submitter.thrown()).isNull();
    }
    terminate(pool());
    for (int i = 0; i < runs.length(); i++) {
      assertThat(runs.get(i)).as("task %d", i).isEqualTo(1);
    }
  }

  @Test
  default void asManyTasksAsTheLimitRunAtOnce() throws Exception {
    meet();
  }

  /** Four tasks wait for each other. */
  private void meet() throws Exception {
    CyclicBarrier together = new CyclicBarrier(4);
    List<Future<Integer>> meetings = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      meetings.add(pool().submit(() -> together.await(SURELY, TimeUnit.SECONDS)));
    }
    for (Future<Integer> meeting : meetings) {
      assertThat(meeting.get(SURELY, TimeUnit.SECONDS)).isBetween(0, 3);
    }
  }

  /** The box is a plain field: only the documented order makes the values visible. */
  @Test
  default void submittingHappensBeforeTheTaskAndTheTaskBeforeGet() throws Exception {
    int[] box = new int[1];
    for (int i = 1; i < 200; i++) {
      box[0] = i;
      assertThat(pool().submit(() -> box[0] *= 2).get()).isEqualTo(2 * i);
      assertThat(box[0]).isEqualTo(2 * i);
    }
  }

  @Test
  default void executeHappensBeforeTheTaskAndTheTaskBeforeTermination() throws Exception {
    int[] given = new int[300];
    int[] seen = new int[300];
    for (int i = 0; i < given.length; i++) {
      int at = i;
      given[i] = i + 1;
      pool().execute(() -> seen[at] = given[at]);
    }
    terminate(pool());
    assertThat(seen).isEqualTo(given);
  }

  @Test
  default void tasksMaySubmitTasks() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1 + 10 + 100);
    pool()
        .execute(
            () -> {
              for (int i = 0; i < 10; i++) {
                pool()
                    .execute(
                        () -> {
                          for (int j = 0; j < 10; j++) {
                            pool()
                                .execute(
                                    () -> {
                                      runs.incrementAndGet();
                                      done.countDown();
                                    });
                          }
                          done.countDown();
                        });
              }
              done.countDown();
            });
    awaitSurely(done);
    assertThat(runs).hasValue(100);
  }

  @Test
  default void aTaskMayFollowItselfForLong() throws Exception {
    CountDownLatch left = new CountDownLatch(2000);
    Runnable again =
        new Runnable() {
          @Override
          public void run() {
            left.countDown();
            if (left.getCount() > 0) {
              pool().execute(this);
            }
          }
        };
    pool().execute(again);
    awaitSurely(left);
  }

  @Test
  default void theSameTaskMayBeGivenManyTimes() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Runnable task = runs::incrementAndGet;
    for (int i = 0; i < 50; i++) {
      pool().execute(task);
      pool().submit(task);
      pool().submit(task, "result");
    }
    terminate(pool());
    assertThat(runs).hasValue(150);
  }

  @Test
  default void whatATaskThrowsReachesTheUncaughtHandlerAndStopsNobody() throws Exception {
    LinkedBlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
    try {
      RuntimeException exception = new IllegalStateException("on purpose");
      Error error = new AssertionError("on purpose");
      for (int i = 0; i < 4; i++) {
        pool()
            .execute(
                () -> {
                  throw exception;
                });
        pool()
            .execute(
                () -> {
                  throw error;
                });
      }
      for (int i = 0; i < 8; i++) {
        assertThat(uncaught.poll(SURELY, TimeUnit.SECONDS)).isIn(exception, error);
      }
      // With a handle the failure is the handle's, and nobody else hears of it.
      pool()
          .submit(
              () -> {
                throw exception;
              });
      meet();
      terminate(pool());
      assertThat(uncaught).isEmpty();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  default void anInterruptedThreadMaySubmitAndItsTasksAreNotInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    LinkedBlockingQueue<Boolean> seen = new LinkedBlockingQueue<>();
    pool().execute(() -> seen.add(Thread.currentThread().isInterrupted()));
    Future<Boolean> handled = pool().submit(() -> Thread.currentThread().isInterrupted());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(handled.get(SURELY, TimeUnit.SECONDS)).isFalse();
    assertThat(seen.poll(SURELY, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  default void anInterruptDoesNotOutliveItsTask() throws Exception {
    ExecutorService one = create(1);
    AtomicInteger leaks = new AtomicInteger();
    for (int i = 0; i < 200; i++) {
      one.execute(
          () -> {
            if (Thread.currentThread().isInterrupted()) {
              leaks.incrementAndGet();
            }
            Thread.currentThread().interrupt();
          });
    }
    terminate(one);
    assertThat(leaks).hasValue(0);
  }
}
