package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.scope.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a task with a deadline calls finds the deadline in force. */
@Timeout(60)
class DeadlineInForceTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  static List<Workers> kinds() {
    return LifeTest.kinds();
  }

  private static void assertWithin(Deadline deadline, Duration most) {
    assertThat(deadline.isNone()).isFalse();
    assertThat(deadline.remaining()).isPositive().isLessThanOrEqualTo(most);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theDeadlineOfATaskIsInForceWhileItRunsAndGoneAfterIt(Workers workers) throws Exception {
    try (TaskPool pool = TaskPool.builder().limit(1).workers(workers).build()) {
      TaskOptions hour = TaskOptions.none().deadline(HOUR);
      assertWithin(pool.submit(Deadline::current, hour).get(), HOUR);
      assertThat(pool.submit(Deadline::current).get().isNone()).isTrue();
      CompletableFuture<Deadline> seen = new CompletableFuture<>();
      pool.execute(() -> seen.complete(Deadline.current()), hour);
      assertWithin(seen.get(), HOUR);
    }
  }

  @Test
  void whatTheSubmitterHasLeftTravelsWhereThePoolCarriesIt() throws Exception {
    try (TaskPool pool = TaskPool.builder().limit(1).context(Deadline.capture()).build()) {
      TaskOptions day = TaskOptions.none().deadline(DAY);
      Deadline hour = Deadline.after(HOUR);
      Deadline seen = Deadline.callWithin(hour, () -> pool.submit(Deadline::current, day).get());
      assertThat(seen).isSameAs(hour);
      TaskOptions minute = TaskOptions.none().deadline(Duration.ofMinutes(1));
      seen = Deadline.callWithin(hour, () -> pool.submit(Deadline::current, minute).get());
      assertWithin(seen, Duration.ofMinutes(1));
      assertWithin(pool.submit(Deadline::current, day).get(), DAY);
    }
  }

  @Test
  void aTaskCannotGiveMoreTimeThanItHas() throws Exception {
    try (TaskPool pool = TaskPool.of(1)) {
      Duration left =
          pool.submit(
                  () -> Deadline.callWithin(Deadline.after(DAY), Deadline::current).remaining(),
                  TaskOptions.none().deadline(HOUR))
              .get();
      assertThat(left).isLessThanOrEqualTo(HOUR);
    }
  }
}
