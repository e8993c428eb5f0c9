package dev.freshet.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.host.system.SystemRoot;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ProcessMemoryTest {
  private static final SystemRoot FILES =
      new SystemRoot(Path.of("src/test/resources/machines/firecracker"));

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
