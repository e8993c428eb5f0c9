package dev.freshet.host.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.host.scheduling.Answer.Applied;
import dev.freshet.host.scheduling.Answer.Denied;
import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimerSlackTest {
  @TempDir Path folder;

  @Test
  void aThreadSetsItsOwn() throws Exception {
    assumeTrue(Affinity.currentTid().isPresent(), "needs Linux");
    FutureTask<Answer> task =
        new FutureTask<>(
            () -> {
              int tid = Affinity.currentTid().orElseThrow();
              Answer answer = TimerSlack.set(tid, 1_000);
              assertThat(TimerSlack.of(tid)).isEqualTo(OptionalLong.of(1_000));
              return answer;
            });
    Thread.ofPlatform().start(task);

    assertThat(task.get())
        .isInstanceOfSatisfying(
            Applied.class,
            applied -> assertThat(applied.what()).endsWith("has a timer slack of 1000 ns"));
  }

  @Test
  void aThreadThatIsGoneIsNamed() {
    assertThat(TimerSlack.set(new SystemRoot(folder), 7, 1))
        .isEqualTo(new Denied("no thread 7, or a kernel without timerslack_ns"));
    assertThat(TimerSlack.of(new SystemRoot(folder), 7)).isEmpty();
  }

  @Test
  void aFileThatCannotBeWrittenIsARefusal() throws IOException {
    // A folder in its place: unlike a read-only file it refuses root as well.
    Files.createDirectories(folder.resolve("proc/7/timerslack_ns"));

    assertThat(TimerSlack.set(new SystemRoot(folder), 7, 1))
        .isInstanceOfSatisfying(
            Denied.class,
            denied -> assertThat(denied.reason()).startsWith("timer slack of thread 7: "));
  }

  @Test
  void zeroWouldMeanTheDefault() {
    assertThatThrownBy(() -> TimerSlack.set(1, 0))
        .hasMessage("timer slack 0 ns must be at least 1 ns");
    assertThatThrownBy(() -> TimerSlack.set(0, 1)).hasMessageContaining("above 0");
  }
}
