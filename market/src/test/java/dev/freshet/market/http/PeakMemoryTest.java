package dev.freshet.market.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeakMemoryTest {
  @TempDir Path proc;

  private void status(String text) throws Exception {
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(proc.resolve("self/status"), text);
  }

  @Test
  void readsThePeak() throws Exception {
    status("Name:\tjava\nVmPeak:\t 9999999 kB\nVmHWM:\t  150528 kB\nVmRSS:\t  100 kB\n");
    assertThat(new PeakMemory(proc).peakMiB()).isEqualTo(147);
  }

  @Test
  void saysNothingWhereThereIsNothing() throws Exception {
    assertThat(new PeakMemory(proc).peakMiB()).isZero();
    status("Name:\tjava\n");
    assertThat(new PeakMemory(proc).peakMiB()).isZero();
    status("VmHWM:\t much\n");
    assertThat(new PeakMemory(proc).peakMiB()).isZero();
  }
}
