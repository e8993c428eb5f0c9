package dev.freshet.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ProcessMemoryTest {
  private static final KernelFiles FILES =
      new KernelFiles(Path.of("src/test/resources/machines/firecracker"));

  @Test
  void roundsUpToMebibytes() {
    assertThat(ProcessMemory.peakRssMiB(FILES, 4711)).hasValue(274);
  }

  @Test
  void emptyForAProcessThatIsGone() {
    assertThat(ProcessMemory.peakRssMiB(FILES, 4712)).isEmpty();
  }

  @Test
  void emptyForAKernelThreadWithoutMemory() {
    assertThat(ProcessMemory.peakRssMiB(FILES, 2)).isEmpty();
  }
}
