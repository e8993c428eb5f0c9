package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pool measures and whom it tells. */
@Timeout(120)
class FiguresTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  static List<Workers> kinds() {
    return LifeTest.kinds();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void slowTasksAreAllMeasured(Workers workers) throws Exception {
    TaskPool pool = TaskPool.builder().limit(2).workers(workers).build();
    for (int i = 0; i < 50; i++) {
      CountDownLatch done = new CountDownLatch(1);
      pool.execute(
          () -> {
            spin(100_000);
            done.countDown();
          });
      done.await();
    }
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.runTime().count()).isEqualTo(50);
    assertThat(end.runTime().percentileNanos(0)).isGreaterThanOrEqualTo(96_000);
    assertThat(end.startLatency().count()).isEqualTo(50);
    assertThat(end.startLatency().maxNanos()).isPositive();
  }

  private static void spin(long nanos) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aFloodIsMeasuredBySamplesThatStandForAll() throws Exception {
    TaskPool pool = TaskPool.of(2);
    for (int i = 0; i < 1_000_000; i++) {
      pool.execute(() -> {});
    }
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.runTime().count()).isBetween(500_000L, 1_500_000L);
    assertThat(end.startLatency().count()).isBetween(500_000L, 1_500_000L);
  }

  @Test
  void withoutHistogramsNothingIsMeasured() throws Exception {
    TaskPool pool = TaskPool.builder().limit(2).histograms(false).build();
    pool.submit(() -> {}).get();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.runTime()).isEqualTo(LatencySnapshot.EMPTY);
    assertThat(end.startLatency()).isEqualTo(LatencySnapshot.EMPTY);
    assertThat(end.completed()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aHogIsReportedOnceWithItsStack(Workers workers) throws Exception {
    Queue<Overrun> hogs = new ConcurrentLinkedQueue<>();
    CountDownLatch reported = new CountDownLatch(1);
    TaskPool pool =
        TaskPool.builder()
            .name("desk")
            .limit(2)
            .workers(workers)
            .taskBudget(Duration.ofMillis(5))
            .listener(
                new PoolListener() {
                  @Override
                  public void overrun(Overrun hog) {
                    hogs.add(hog);
                    reported.countDown();
                  }
                })
            .build();
    pool.execute(() -> PoolUnderTest.awaitQuietly(reported));
    PoolSnapshot end = Balance.close(pool);
    assertThat(hogs).hasSize(1);
    Overrun hog = hogs.element();
    assertThat(hog.pool()).isEqualTo("desk");
    assertThat(hog.runningFor()).isGreaterThanOrEqualTo(hog.budget());
    assertThat(hog.threadName()).startsWith("desk-");
    assertThat(hog.stack().toString()).contains("awaitQuietly");
    assertThat(hog.taskName()).contains("FiguresTest");
    assertThat(end.overruns()).isEqualTo(1);
  }

  @Test
  void theListenerHearsOfTasksThreadsAndTheLimit() throws Exception {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    AtomicInteger told = new AtomicInteger();
    PoolListener.EachTask listener =
        new PoolListener.EachTask() {
          @Override
          public void taskStarted(PoolListener.TaskInfo task) {
            heard.add("started");
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void taskEnded(
              PoolListener.TaskInfo task, @org.jspecify.annotations.Nullable Throwable failure) {
            heard.add(failure == null ? "ended" : "ended by " + failure.getMessage());
          }

          @Override
          public void workerStarted(String pool, Thread worker) {
            heard.add("worker started");
          }

          @Override
          public void workerEnded(String pool, Thread worker) {
            heard.add("worker ended");
          }

          @Override
          public void resized(String pool, int from, int to, String reason) {
            heard.add(from + " to " + to + " " + reason);
          }
        };
    TaskPool pool =
        TaskPool.builder()
            .limit(2)
            .workers(Workers.fresh())
            .listener(listener)
            .onFailure((task, failure) -> told.incrementAndGet())
            .build();
    pool.submit(() -> {}).get();
    pool.execute(
        () -> {
          throw new IllegalArgumentException("a task");
        });
    pool.resize(3);
    Balance.close(pool);
    assertThat(heard)
        .contains("started", "ended", "ended by a task", "worker started", "2 to 3 by hand");
    assertThat(told).hasValue(3); // the listener twice, the task once
  }

  @Test
  void jfrTellsOfTasksIfAsked(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pool.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("dev.freshet.TaskStarted");
      recording.enable("dev.freshet.TaskEnded");
      recording.start();
      TaskPool pool = TaskPool.builder().name("jfr").limit(2).build();
      pool.submit(() -> {}).get();
      pool.resize(5);
      Balance.close(pool);
      recording.stop();
      recording.dump(file);
    }
    assertThat(Files.size(file)).isPositive();
    Map<String, List<RecordedEvent>> events =
        RecordingFile.readAllEvents(file).stream()
            .collect(Collectors.groupingBy(event -> event.getEventType().getName()));
    assertThat(events.get("dev.freshet.TaskStarted")).hasSize(1);
    assertThat(events.get("dev.freshet.TaskEnded")).hasSize(1);
    assertThat(events.get("dev.freshet.TaskEnded"))
        .allMatch(event -> event.getString("outcome").equals("completed"));
    assertThat(events.get("dev.freshet.Resized"))
        .hasSize(1)
        .allMatch(event -> event.getInt("to") == 5);
  }

  @Test
  void aSizingMovesTheLimitWhileThePoolWorksAndNobodyElse() throws Exception {
    CountDownLatch grown = new CountDownLatch(1);
    TaskPool pool =
        TaskPool.builder()
            .limit(2)
            .sizing(Sizing.thresholds(1, 64))
            .listener(
                new PoolListener() {
                  @Override
                  public void resized(String pool, int from, int to, String reason) {
                    if (to >= 16) {
                      grown.countDown();
                    }
                  }
                })
            .build();
    for (int i = 0; i < 64; i++) {
      pool.execute(() -> PoolUnderTest.awaitQuietly(grown));
    }
    grown.await();
    assertThatIllegalStateException()
        .isThrownBy(() -> pool.resize(3))
        .withMessageContaining("sizing");
    assertThat(Balance.close(pool).completed()).isEqualTo(64);
  }

  @Test
  void choicesThatContradictEachOtherAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TaskPool.builder()
                    .limit(4)
                    .workers(Workers.platform())
                    .sizing(Sizing.thresholds(1, 8))
                    .build())
        .withMessageContaining("static workers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskPool.builder().limit(9).sizing(Sizing.gradient(1, 8)).build())
        .withMessage("limit: 9 is out of the sizing's range; allowed is 1 to 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskPool.builder().limit(1).workers(Workers.elastic(2, LONG)).build())
        .withMessageContaining("2 preheated threads are more than the limit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskPool.builder().limit(1).taskBudget(Duration.ZERO).build())
        .withMessageContaining("taskBudget: PT0S is not positive");
  }
}
