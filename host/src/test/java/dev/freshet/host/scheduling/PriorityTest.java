package dev.freshet.host.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.host.scheduling.Answer.Applied;
import dev.freshet.host.scheduling.Answer.Denied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sets the priority of a shell that waits for a line and so never runs. */
final class PriorityTest {
  private Process child;

  @BeforeEach
  void startChild() throws IOException {
    assumeTrue(Affinity.currentTid().isPresent(), "needs Linux");
    child = new ProcessBuilder("sh", "-c", "echo up; read line").start();
    child.inputReader().readLine();
  }

  @AfterEach
  void stopChild() throws InterruptedException {
    if (child != null) {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void realTimeAndBackOrTheReasonWhyNot() throws IOException {
    int tid = (int) child.pid();

    switch (Priority.realTime(tid, 7)) {
      case Applied applied -> {
        assertThat(applied.what()).isEqualTo("thread " + tid + " is real-time with priority 7");
        assertThat(priorityAndPolicy(tid)).isEqualTo("7 1");
      }
      case Denied denied -> {
        assertThat(denied.reason()).contains("EPERM");
        assertThat(priorityAndPolicy(tid)).isEqualTo("0 0");
      }
    }
    assertThat(Priority.usual(tid))
        .isEqualTo(new Applied("thread " + tid + " is scheduled as usual"));
    assertThat(priorityAndPolicy(tid)).isEqualTo("0 0");
  }

  @Test
  void aThreadThatIsGoneIsNamed() {
    assertThat(Priority.usual(Integer.MAX_VALUE))
        .isEqualTo(new Denied("sched_setscheduler: there is no such thread (ESRCH)"));
  }

  @Test
  void badNumbersAreRefused() {
    assertThatThrownBy(() -> Priority.realTime(1, 0)).hasMessage("priority 0 is not in 1 to 99");
    assertThatThrownBy(() -> Priority.realTime(1, 100)).hasMessageContaining("100");
    assertThatThrownBy(() -> Priority.usual(-1)).hasMessageContaining("above 0");
  }

  /** Fields 40 and 41 of the stat line; the name of the shell has no blank. */
  private static String priorityAndPolicy(int tid) throws IOException {
    String[] fields = Files.readString(Path.of("/proc/" + tid + "/stat")).split(" ", -1);
    return fields[39] + " " + fields[40];
  }
}
