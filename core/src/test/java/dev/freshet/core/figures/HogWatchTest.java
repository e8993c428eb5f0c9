package dev.freshet.core.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HogWatchTest {
  private static final long BUDGET = 100_000_000;
  private static final long PERIOD = BUDGET / 4;

  private record Running(long progress, @Nullable Object task) {}

  private record Report(int slot, long progress, @Nullable Object task, long nanos) {}

  private final Map<Integer, Running> table = new TreeMap<>();
  private final List<Report> reports = new ArrayList<>();
  private long clock = Long.MAX_VALUE - BUDGET; // nanoTime may overflow while we watch
  private final HogWatch watch = new HogWatch(BUDGET, () -> clock);

  private void look() {
    watch.look(
        visitor -> table.forEach((slot, r) -> visitor.running(slot, r.progress(), r.task())),
        (slot, progress, task, nanos) -> reports.add(new Report(slot, progress, task, nanos)));
  }

  private void lookEachPeriod(int times) {
    for (int i = 0; i < times; i++) {
      clock += PERIOD;
      look();
    }
  }

  @Test
  void reportsAHogOnceHoweverLongItStays() {
    table.put(3, new Running(0, null));
    look();
    lookEachPeriod(3);
    assertThat(reports).isEmpty();
    assertThat(watch.overdue()).isZero();
    lookEachPeriod(1);
    assertThat(reports).containsExactly(new Report(3, 0, null, BUDGET));
    assertThat(watch.overdue()).isEqualTo(1);
    lookEachPeriod(100);
    assertThat(reports).hasSize(1);
    assertThat(watch.overdue()).isEqualTo(1);
    table.remove(3);
    lookEachPeriod(1);
    assertThat(watch.overdue()).isZero();
    assertThat(watch.reported()).isEqualTo(1);
  }

  @Test
  void reportsASlotAgainThatWentOnAndHangsAgain() {
    table.put(0, new Running(7, null));
    look();
    lookEachPeriod(4);
    table.put(0, new Running(8, null));
    lookEachPeriod(4);
    assertThat(reports).hasSize(1);
    lookEachPeriod(1);
    assertThat(reports)
        .containsExactly(new Report(0, 7, null, BUDGET), new Report(0, 8, null, BUDGET));
  }

  @Test
  void aBusyWorkerIsNoHog() {
    for (int i = 0; i < 200; i++) {
      table.put(1, new Running(i, null));
      lookEachPeriod(1);
    }
    assertThat(reports).isEmpty();
  }

  @Test
  void aRecordThatEndedUncountedIsNotTakenForItsSuccessor() {
    Object cancelled = new Object();
    Object next = new Object();
    table.put(2, new Running(5, cancelled));
    look();
    lookEachPeriod(3);
    table.put(2, new Running(5, next));
    lookEachPeriod(1);
    assertThat(reports).isEmpty();
    lookEachPeriod(3);
    assertThat(reports).isEmpty();
    lookEachPeriod(1);
    assertThat(reports).containsExactly(new Report(2, 5, next, BUDGET));
  }

  @Test
  void aSlotThatWasIdleAtALookStartsAnew() {
    table.put(2, new Running(5, null));
    look();
    lookEachPeriod(3);
    table.remove(2);
    lookEachPeriod(1);
    table.put(2, new Running(5, null));
    lookEachPeriod(4);
    assertThat(reports).isEmpty();
  }

  @Test
  void aFreshSlotWithoutProgressIsNotOldAtTheFirstLook() {
    table.put(500, new Running(0, null)); // beyond the first arrays, too
    look();
    assertThat(reports).isEmpty();
    lookEachPeriod(4);
    assertThat(reports).hasSize(1);
  }

  @Test
  void reportsEachTaskOverTheBoundAndNoneWithinItsBudget() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      long born = clock;
      long progress = round;
      table.put(0, new Running(progress, null));
      long told = 0;
      long runs = (long) (random.nextDouble() * 3 * BUDGET);
      long nextLook = clock + random.nextLong(PERIOD);
      int before = reports.size();
      while (nextLook - born < runs) {
        clock = nextLook;
        look();
        nextLook += PERIOD;
        if (reports.size() > before && told == 0) {
          told = clock - born;
          long age = reports.getLast().nanos();
          assertThat(age).isBetween(BUDGET, BUDGET + PERIOD);
          assertThat(told).isBetween(age, age + PERIOD);
        }
      }
      clock = born + runs;
      if (runs < BUDGET) {
        assertThat(reports).hasSize(before);
      }
      if (runs > BUDGET + 2 * PERIOD) {
        assertThat(reports).hasSize(before + 1);
      }
    }
  }

  @Test
  void anAgeIsNeverLongerThanTheTruthWhenALookIsSlow() {
    // Each slot takes 10 ms to show, so slot 9 is seen 90 ms after the look began.
    HogWatch.Slots slow =
        visitor -> {
          for (int slot = 0; slot < 10; slot++) {
            clock += 10_000_000;
            visitor.running(slot, 0, null);
          }
        };
    HogWatch.Reporter note =
        (slot, progress, task, nanos) -> reports.add(new Report(slot, progress, task, nanos));
    watch.look(slow, note); // slot 0 was seen 90 ms ago, slot 9 just now
    clock += 15_000_000;
    watch.look(slow, note); // 105 ms and 15 ms when this look began
    assertThat(reports).containsExactly(new Report(0, 0, null, 105_000_000));
  }

  @Test
  void looksFourTimesInABudgetWithinReason() {
    assertThat(watch.periodNanos()).isEqualTo(PERIOD);
    assertThat(new HogWatch(1, () -> 0).periodNanos()).isEqualTo(1_000_000);
    assertThat(new HogWatch(Long.MAX_VALUE, () -> 0).periodNanos()).isEqualTo(1_000_000_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HogWatch(0, () -> 0))
        .withMessage("budgetNanos: value is 0; allowed is 1 or more");
  }
}
