package dev.freshet.lab.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.child.TrialOutcome.Failed;
import dev.freshet.lab.child.TrialOutcome.Measured;
import dev.freshet.lab.child.TrialOutcome.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How trials end, shown with subjects that are planted through the class path. */
final class ChildJvmTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The file system is given back as it was taken. */
  @TempDir Path below;

  @AfterEach
  void leavesNoFiles() {
    assertThat(below).isEmptyDirectory();
  }

  @Test
  void measuresATwinFromTheClassPath() throws Exception {
    assertThat(run("planted-twin", PATIENCE)).isInstanceOf(Measured.class);
  }

  @Test
  void findsALostTask() throws Exception {
    Failed failed = failure("planted-losing", PATIENCE);

    assertThat(failed.reason()).isEqualTo(Reason.WRONG_RESULT);
    // One in a hundred is lost; the first batch has 140 at limit 4.
    assertThat(failed.detail())
        .isEqualTo("planted-losing: 139 of 140 tasks ran, then none for 5 s");
  }

  @Test
  void findsATaskThatRanTwice() throws Exception {
    Failed failed = failure("planted-doubling", PATIENCE);

    assertThat(failed.reason()).isEqualTo(Reason.WRONG_RESULT);
    assertThat(failed.detail()).contains("planted-doubling", "tasks ran twice");
  }

  @Test
  void findsALimitThatIsExceeded() throws Exception {
    Failed failed = failure("planted-exceeding", PATIENCE);

    assertThat(failed.reason()).isEqualTo(Reason.WRONG_RESULT);
    assertThat(failed.detail()).contains("ran at once, the limit is 4");
  }

  @Test
  void tellsACrash() throws Exception {
    assertThat(failure("planted-crashing", PATIENCE))
        .isEqualTo(new Failed(Reason.CRASHED, "exit status 7"));
  }

  @Test
  void tellsTheReasonOfACrashInOneLine() throws Exception {
    Failed failed = failure("nobody", PATIENCE);

    assertThat(failed.reason()).isEqualTo(Reason.CRASHED);
    assertThat(failed.detail()).contains("subject: nobody; allowed is one of");
    assertThat(failed.detail().lines()).hasSize(1);
  }

  @Test
  void tellsThatTheHeapIsTooSmall() throws Exception {
    Failed failed = failure("planted-hungry", PATIENCE, "-Xmx64m");

    assertThat(failed.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(failed.detail()).contains("OutOfMemoryError");
  }

  @Test
  void killsWhatHangs() throws Exception {
    assertThat(failure("planted-hanging", Duration.ofSeconds(2)))
        .isEqualTo(new Failed(Reason.HUNG, "killed after 2.0 s"));
  }

  @Test
  void killsTheChildOfAThreadThatIsInterrupted() throws Exception {
    long others = children();
    FutureTask<TrialOutcome> trial = new FutureTask<>(() -> run("planted-hanging", PATIENCE));
    Thread thread = Thread.ofPlatform().start(trial);
    while (children() == others) {
      Thread.onSpinWait();
    }
    thread.interrupt();

    assertThatThrownBy(trial::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(children()).isEqualTo(others);
  }

  @Test
  void refusesAWorkloadThatThereIsNot() {
    Trial trial = new Trial(new CellKey("Netty", "nothing", 1, 1), 0, Duration.ZERO, Map.of());

    assertThatThrownBy(() -> ChildJvm.run(trial, List.of(), PATIENCE, below))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("workload: nothing; allowed is one of [noop, sleep,");
  }

  private static long children() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
  }

  private Failed failure(String subject, Duration patience, String... flags) throws Exception {
    TrialOutcome outcome = run(subject, patience, flags);
    assertThat(outcome).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  private TrialOutcome run(String subject, Duration patience, String... flags) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--class-path",
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                "--add-exports",
                "dev.freshet.lab/dev.freshet.lab.subject=ALL-UNNAMED"));
    all.addAll(List.of(flags));
    Trial trial =
        new Trial(new CellKey(subject, "sleep", 1, 4), 100, Duration.ofMillis(20), Map.of());
    return ChildJvm.run(trial, all, patience, below);
  }
}
