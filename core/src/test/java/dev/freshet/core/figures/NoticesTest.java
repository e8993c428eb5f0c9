package dev.freshet.core.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.freshet.core.Overrun;
import dev.freshet.core.PoolListener;
import dev.freshet.core.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NoticesTest {
  private static final Overrun OVERRUN =
      new Overrun(
          "prices", "fetch", null, Duration.ofSeconds(3), Duration.ofSeconds(2), "w", List.of());

  private final List<String> heard = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();

  private class Listener implements PoolListener {
    void note(String text) {
      heard.add(text);
    }

    @Override
    public void refused(String pool, Refusal why, @Nullable String taskName) {
      note(pool + " refused " + taskName + ": " + why);
    }

    @Override
    public void resized(String pool, int from, int to, String reason) {
      note(pool + " " + from + ">" + to + " " + reason);
    }

    @Override
    public void overrun(Overrun overrun) {
      note("overrun " + overrun.taskName());
    }

    @Override
    public void workerStarted(String pool, Thread worker) {
      note(pool + " started " + worker.equals(Thread.currentThread()));
    }

    @Override
    public void workerEnded(String pool, Thread worker) {
      note(pool + " ended " + worker.equals(Thread.currentThread()));
    }
  }

  private class TaskListener extends Listener implements PoolListener.EachTask {
    @Override
    public void taskStarted(TaskInfo task) {
      note(task.toString());
    }

    @Override
    public void taskEnded(TaskInfo task, @Nullable Throwable failure) {
      note(task.name() + " ended " + failure);
    }
  }

  private static void tellAll(Notices notices) {
    notices.refused(Refusal.TIMED_OUT, null);
    notices.resized(2, 4, "by hand");
    notices.overrun(OVERRUN);
    notices.workerStarted();
    notices.workerEnded();
    notices.taskEnded(notices.taskStarted("task", "fetch", "io"), null);
  }

  @Test
  void tellsTheListenerWhatItWantsToHear() {
    Notices notices = new Notices("prices", new Listener(), failures::add);
    tellAll(notices);
    assertThat(notices.wantsTasks()).isFalse();
    assertThat(notices.taskStarted("task", "fetch", "io")).isNull();
    assertThat(heard)
        .containsExactly(
            "prices refused null: TIMED_OUT",
            "prices 2>4 by hand",
            "overrun fetch",
            "prices started true",
            "prices ended true");
  }

  @Test
  void tellsOfEachTaskIfAskedTo() {
    Notices notices = new Notices("prices", new TaskListener(), failures::add);
    tellAll(notices);
    assertThat(notices.wantsTasks()).isTrue();
    assertThat(heard)
        .endsWith("TaskInfo[pool=prices, task=task, name=fetch, taskClass=io]", "fetch ended null")
        .hasSize(7);
  }

  @Test
  void aListenerThatThrowsIsReportedAndChangesNothing() {
    Notices notices =
        new Notices(
            "prices",
            new TaskListener() {
              @Override
              void note(String text) {
                throw new StackOverflowError(text);
              }
            },
            failures::add);
    tellAll(notices);
    assertThat(failures).hasSize(7).hasOnlyElementsOfType(StackOverflowError.class);
  }

  @Test
  void evenAFailingReportOfAFailureIsSurvived() {
    Notices notices =
        new Notices(
            "prices",
            new TaskListener() {
              @Override
              void note(String text) {
                throw new IllegalStateException(text);
              }
            },
            failure -> {
              failures.add(failure);
              throw new IllegalStateException("again");
            });
    tellAll(notices);
    assertThat(failures).hasSize(7);
  }

  @Test
  void nobodyNeedsToListenAndEveryMethodHasADefault() {
    Notices silent = new Notices("prices", null, failures::add);
    tellAll(silent);
    assertThat(silent.wantsTasks()).isFalse();
    tellAll(new Notices("prices", new PoolListener.EachTask() {}, failures::add));
    assertThat(failures).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without NullAway can do
  void anOverrunCopiesItsStackAndNamesWhatIsMissing() {
    List<StackTraceElement> stack = new ArrayList<>();
    stack.add(new StackTraceElement("A", "b", "A.java", 1));
    Overrun overrun =
        new Overrun("prices", "fetch", null, Duration.ZERO, Duration.ZERO, "w", stack);
    stack.clear();
    assertThat(overrun.stack()).hasSize(1);
    assertThatNullPointerException()
        .isThrownBy(
            () -> new Overrun(null, "fetch", null, Duration.ZERO, Duration.ZERO, "w", stack))
        .withMessage("pool");
  }
}
