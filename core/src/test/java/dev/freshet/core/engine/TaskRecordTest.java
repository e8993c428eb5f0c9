package dev.freshet.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.core.PoolSnapshot;
import dev.freshet.core.Refusal;
import dev.freshet.core.TaskExpiredException;
import dev.freshet.core.TaskOptions;
import dev.freshet.core.TaskPool;
import dev.freshet.core.TaskPoolConfig;
import dev.freshet.core.lane.Ranked;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records and the submitter where only the engine can see them. */
@Timeout(60)
class TaskRecordTest {
  private final AtomicInteger runs = new AtomicInteger();

  private static TaskPoolConfig config() {
    return TaskPool.builder().name("desk").limit(1).laneCapacity(4).build().config();
  }

  private static PoolEngine engine() {
    return new PoolEngine(config());
  }

  /** With a header of 12 bytes, compressed references and objects aligned to 8. */
  private static int bytes(Object record) {
    int bytes = 12;
    for (Class<?> c = record.getClass(); c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          bytes += field.getType() == long.class ? 8 : 4;
        }
      }
    }
    return (bytes + 7) / 8 * 8;
  }

  @Test
  void aRecordIsSmall() {
    PoolEngine engine = engine();
    assertThat(bytes(TaskRecord.of(engine, () -> 1))).isEqualTo(32);
    assertThat(bytes(TaskRecord.of(engine, () -> {}, 1))).isEqualTo(40);
    assertThat(bytes(new OptionRecord<>(engine, () -> 1, TaskOptions.none(), null)))
        .isLessThanOrEqualTo(64);
  }

  @Test
  void aWorkerDoesNotStartWhatTheTimerForgot() throws Exception {
    PoolEngine engine = engine();
    TaskOptions options = TaskOptions.none().deadline(Duration.ofNanos(1));
    OptionRecord<Integer> record = new OptionRecord<>(engine, runs::incrementAndGet, options, null);
    engine.execute(record.entrust()); // and nobody arms the timer
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(record::get)
        .withCauseInstanceOf(TaskExpiredException.class);
    engine.ending().shutdown();
    assertThat(engine.ending().await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    PoolSnapshot end = engine.books().snapshot();
    assertThat(runs).hasValue(0);
    assertThat(end.expired()).isEqualTo(1);
    assertThat(end.submitted()).isEqualTo(1);
    assertThat(end.queued()).isZero();
  }

  @Test
  void lanesSeeWhatTheOptionsSay() {
    PoolEngine engine = engine();
    Ranked plain = new OptionRecord<>(engine, () -> 1, TaskOptions.none(), null);
    assertThat(plain.priority()).isEqualTo(Ranked.DEFAULT_PRIORITY);
    assertThat(plain.deadlineNanos()).isEqualTo(Ranked.NO_DEADLINE);
    TaskOptions options = TaskOptions.none().priority(7).deadline(Duration.ofHours(1));
    long before = System.nanoTime();
    Ranked urgent = new OptionRecord<>(engine, () -> 1, options, null);
    assertThat(urgent.priority()).isEqualTo(7);
    assertThat(urgent.deadlineNanos() - before)
        .isGreaterThanOrEqualTo(Duration.ofHours(1).toNanos());
    Ranked farAway =
        new OptionRecord<>(
            engine, () -> 1, options.deadline(Duration.ofSeconds(Long.MAX_VALUE)), null);
    assertThat(farAway.deadlineNanos() - System.nanoTime())
        .isGreaterThan(Duration.ofDays(365 * 100).toNanos());
  }

  @Test
  void thoseWhoWaitComeBeforeThoseWhoWouldNot() throws Exception {
    PoolEngine engine = engine();
    Submitter submitter = new Submitter(engine, config());
    engine.admission().flagWaiting(); // somebody waits and was not told yet to look
    assertThat(submitter.tryExecute(runs::incrementAndGet)).contains(Refusal.LANE_FULL);
    engine.admission().clearWaiting();
    CountDownLatch ran = new CountDownLatch(1);
    assertThat(submitter.tryExecute(ran::countDown)).isEmpty();
    ran.await();
    assertThat(runs).hasValue(0);
    assertThat(engine.books().snapshot().rejected()).isEqualTo(1);
  }

  @Test
  void anUnwatchedRecordEndsOnceWhoeverEndsIt() {
    PoolEngine engine = engine();
    TaskRecord<Integer> record = TaskRecord.of(engine, () -> 1).entrust();
    assertThat(record.cancel(false)).isTrue();
    assertThat(record.fail(new IllegalStateException("late"), engine.outsideSink())).isFalse();
    assertThat(record.runTaken(engine.outsideSink())).isFalse();
    assertThat(record.release()).isFalse();
    assertThat(engine.tally().sum(Tally.Event.CANCELLED)).isEqualTo(1);
    assertThat(engine.tally().sum(Tally.Event.FAILED_OUTSIDE)).isZero();
  }
}
