package dev.freshet.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineSampleTest {
  @TempDir Path root;

  @Test
  void ticksBecomeMillisecondsAndGuestsAreUserTime() throws IOException {
    Files.createDirectory(root.resolve("proc"));
    Files.writeString(
        root.resolve("proc/stat"),
        """
        cpu  1000 10 500 8000 100 1 9 90 700 0
        cpu0 600 10 300 4000 50 1 9 50 700 0
        cpu3 400 0 200 4000 50 0 0 40 0 0
        intr 10865486 0 0
        ctxt 92366907
        btime 1
        procs_running 4
        procs_blocked 1
        """);

    MachineSample sample = MachineSample.read(new SystemRoot(root)).orElseThrow();

    assertThat(sample.all()).isEqualTo(new MachineSample.CpuTime(-1, 15_200, 80_000, 1_000, 900));
    assertThat(sample.cpus()).extracting(MachineSample.CpuTime::cpu).containsExactly(0, 3);
    assertThat(sample.contextSwitches()).isEqualTo(92_366_907);
    assertThat(sample.runnable()).isEqualTo(4);
    assertThat(sample.blocked()).isEqualTo(1);
    assertThat(sample.all().minus(sample.all()).stealPercent()).isNaN();
  }

  @Test
  void emptyWithoutTheFile() {
    assertThat(MachineSample.read(new SystemRoot(root))).isEmpty();
  }
}
