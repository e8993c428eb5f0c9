package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What travels from the submitter to the task, and what does not. */
@Timeout(60)
class ContextCaptureTest {
  private static final ScopedValue<String> TENANT = ScopedValue.newInstance();
  private static final ThreadLocal<@Nullable String> TRACE = new ThreadLocal<>();
  private static final InheritableThreadLocal<@Nullable String> INHERITED =
      new InheritableThreadLocal<>();

  @AfterEach
  void forget() {
    TRACE.remove();
    INHERITED.remove();
  }

  private static String seen() {
    return TENANT.orElse("nobody") + " " + TRACE.get() + " " + INHERITED.get();
  }

  private static String seenFromEveryWayIn(TaskPool pool) throws Exception {
    TRACE.set("t1");
    INHERITED.set("mine");
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Runnable look = () -> seen.add(seen());
    TaskOptions options = TaskOptions.none().name("look");
    return ScopedValue.where(TENANT, "acme")
        .call(
            () -> {
              pool.execute(look);
              pool.execute(look, options);
              assertThat(pool.tryExecute(look)).isEmpty();
              pool.executeAll(List.of(look, look));
              pool.submit(look).get();
              pool.submit(look, "result").get();
              pool.submit(look, options).get();
              Callable<String> look2 = ContextCaptureTest::seen;
              seen.add(pool.submit(look2).get());
              seen.add(pool.submit(look2, options).get());
              for (TaskHandle<String> handle : pool.submitAll(List.of(look2, look2))) {
                seen.add(handle.get());
              }
              if (pool.trySubmit(look2) instanceof Submission.Accepted<String>(var handle)) {
                seen.add(handle.get());
              }
              seen.add(pool.invokeAll(List.of(look2)).getFirst().get());
              seen.add(pool.invokeAny(List.of(look2)));
              Balance.close(pool);
              assertThat(seen).hasSize(15);
              assertThat(seen).containsOnly(seen.element());
              return seen.element();
            });
  }

  @Test
  void nothingTravelsByAccident() throws Exception {
    assertThat(seenFromEveryWayIn(TaskPool.of(1))).isEqualTo("nobody null null");
    assertThat(seenFromEveryWayIn(TaskPool.builder().limit(1).workers(Workers.platform()).build()))
        .isEqualTo("nobody null null");
  }

  @Test
  void whatWasAskedForTravelsOnEveryWayIn() throws Exception {
    TaskPool pool =
        TaskPool.builder()
            .limit(1)
            .context(ContextCapture.ofScopedValue(TENANT), ContextCapture.ofThreadLocal(TRACE))
            .build();
    assertThat(seenFromEveryWayIn(pool)).isEqualTo("acme t1 null");
  }

  @Test
  void whatATaskSetsDoesNotStayBehind() throws Exception {
    TaskPool pool =
        TaskPool.builder().limit(1).context(ContextCapture.ofThreadLocal(TRACE)).build();
    TRACE.set("outer");
    pool.submit(() -> TRACE.set("left behind")).get();
    TRACE.remove();
    assertThat(pool.submit(() -> TRACE.get()).get()).isNull();
    Balance.close(pool);
  }

  @Test
  void contextsAreEnteredInOrderAndLeftInTheOppositeOne() throws Exception {
    List<String> steps = Collections.synchronizedList(new ArrayList<>());
    TaskPool pool =
        TaskPool.builder()
            .limit(1)
            .context(step("a", steps), step("b", steps), step("c", steps))
            .build();
    pool.submit(() -> steps.add("run")).get();
    assertThat(steps)
        .containsExactly(
            "capture a",
            "capture b",
            "capture c",
            "enter a",
            "enter b",
            "enter c",
            "run",
            "leave c",
            "leave b",
            "leave a");
    Balance.close(pool);
  }

  private static ContextCapture step(String name, List<String> steps) {
    return () -> {
      steps.add("capture " + name);
      return new ContextCapture.Captured() {
        @Override
        public <V extends @Nullable Object> V call(Callable<V> body) throws Exception {
          steps.add("enter " + name);
          try {
            return body.call();
          } finally {
            steps.add("leave " + name);
          }
        }
      };
    };
  }

  @Test
  void handlersAndListsSeeWhatWasGiven() throws Exception {
    List<Runnable> failed = Collections.synchronizedList(new ArrayList<>());
    TaskPool pool =
        TaskPool.builder()
            .limit(1)
            .context(ContextCapture.ofThreadLocal(TRACE))
            .onFailure((task, failure) -> failed.add(task))
            .build();
    Runnable bad =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    pool.execute(bad);
    TaskHandle<Integer> named = pool.submit(() -> 1);
    assertThat(named.name()).startsWith(ContextCaptureTest.class.getName());
    named.get();
    Occupier occupier = Occupier.of(pool);
    Runnable plain = () -> {};
    TaskHandle<?> handle = pool.submit(plain);
    pool.execute(plain);
    pool.execute((Runnable) handle);
    pool.execute(plain, TaskOptions.none().priority(2));
    assertThat(pool.shutdownNow())
        .containsExactly((Runnable) handle, plain, (Runnable) handle, plain);
    occupier.letGo();
    Balance.close(pool);
    assertThat(failed).containsExactly(bad);
  }

  @Test
  void aContextThatThrowsFailsTheTaskAndACaptureThatThrowsRefusesIt() throws Exception {
    List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
    boolean[] broken = new boolean[1];
    TaskPool pool =
        TaskPool.builder()
            .limit(1)
            .context(
                () -> {
                  if (broken[0]) {
                    throw new IllegalStateException("cannot capture");
                  }
                  return new ContextCapture.Captured() {
                    @Override
                    public <V extends @Nullable Object> V call(Callable<V> body) throws Exception {
                      throw new IOException("cannot enter");
                    }
                  };
                })
            .onFailure((task, failure) -> told.add(failure))
            .build();
    pool.execute(() -> {});
    assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
        .isThrownBy(() -> pool.submit(() -> 1).get())
        .withCauseInstanceOf(IOException.class);
    broken[0] = true;
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> pool.execute(() -> {}))
        .withMessage("cannot capture");
    PoolSnapshot end = Balance.close(pool);
    assertThat(told).singleElement().isInstanceOf(IOException.class);
    assertThat(end.submitted()).isEqualTo(2);
    assertThat(end.failed()).isEqualTo(2);
    assertThat(end.rejected()).isZero();
  }
}
