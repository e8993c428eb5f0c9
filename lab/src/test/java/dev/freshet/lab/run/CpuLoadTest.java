package dev.freshet.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CpuLoadTest {
  @TempDir Path root;

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectories(root.resolve("proc/self"));
  }

  private void kernel(String stat, String own) throws IOException {
    Files.writeString(root.resolve("proc/stat"), "cpu  " + stat + " 0 0\ncpu0 1 2 3\n");
    Files.writeString(
        root.resolve("proc/self/stat"), "7 (a) b) c) S 1 1 1 0 -1 0 0 0 0 0 " + own + " 20 0 9\n");
  }

  @Test
  void ownTimeAndThatOfEndedChildrenIsNotThatOfOthers() throws IOException {
    kernel("100 0 100 1000 50 0 0 10", "10 10 0 0");
    CpuLoad load = CpuLoad.start(root);
    // 100 ticks busy, of which 20 + 30 are ours; 100 idle, waiting and stolen ones.
    kernel("160 10 120 1060 70 5 5 30", "20 20 10 20");

    assertThat(load.othersPercent()).isEqualTo(100.0 * (100 - 50) / 200);
  }

  @Test
  void aTickTooManyOfOursIsNoNegativeLoad() throws IOException {
    kernel("100 0 100 1000 0 0 0 0", "10 10 0 0");
    CpuLoad load = CpuLoad.start(root);
    kernel("110 0 100 1090 0 0 0 0", "21 10 0 0");

    assertThat(load.othersPercent()).isZero();
  }

  @Test
  void whereTheKernelDoesNotTellNothingIsKnown() throws IOException {
    assertThat(CpuLoad.start(root).othersPercent()).isNaN();
    kernel("100 0 100 1000 0 0 0 0", "10 10 0 0");
    assertThat(CpuLoad.start(root).othersPercent()).as("no tick has passed").isNaN();
  }
}
