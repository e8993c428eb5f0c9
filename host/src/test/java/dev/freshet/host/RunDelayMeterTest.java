package dev.freshet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDelayMeterTest {
  @TempDir Path root;

  private RunDelayMeter meter() {
    return RunDelayMeter.start(new SystemRoot(root), name -> name.startsWith("ForkJoinPool-1-"));
  }

  @Test
  void weighsTheWaitsOfTheNamedThreadsByTheirTurns() throws IOException {
    thread("11", "ForkJoinPool-1-", "5000000 1000000 10");
    thread("12", "ForkJoinPool-1-", "1000000 2000000 20");
    thread("13", "GC Thread#0", "1000000 1000000 10");
    RunDelayMeter meter = meter();
    thread("11", "ForkJoinPool-1-", "8000000 1300000 20");
    thread("12", "ForkJoinPool-1-", "1500000 2100000 21");
    thread("13", "GC Thread#0", "9000000 9000000 11");
    thread("14", "ForkJoinPool-1-", "100000 0 1");

    RunDelayMeter.Delay delay = meter.delay().orElseThrow();

    // 300 µs in 10 turns, 100 µs in one, none in one; 3.6 ms on a processor.
    assertThat(delay.threads()).isEqualTo(3);
    assertThat(delay.meanUs()).isCloseTo(400.0 / 12, within(1e-9));
    assertThat(delay.worstUs()).isCloseTo(100, within(1e-9));
    assertThat(delay.share()).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void leavesOutThreadsThatNeverRan() throws IOException {
    thread("11", "ForkJoinPool-1-", "5000000 1000000 10");

    assertThat(meter().delay()).isEmpty();
  }

  @Test
  void emptyWithoutTheFilesAndWithOthersInTheirPlace() throws IOException {
    assertThat(meter().delay()).isEmpty();
    RunDelayMeter meter = meter();
    thread("11", "ForkJoinPool-1-", "nonsense");
    thread("12", "ForkJoinPool-1-", "1 x 3");
    assertThat(meter.delay()).isEmpty();
  }

  private void thread(String id, String name, String schedstat) throws IOException {
    Path folder = Files.createDirectories(root.resolve("proc/self/task").resolve(id));
    Files.writeString(folder.resolve("comm"), name + "\n");
    Files.writeString(folder.resolve("schedstat"), schedstat + "\n");
  }
}
