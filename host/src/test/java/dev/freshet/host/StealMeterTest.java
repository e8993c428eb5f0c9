package dev.freshet.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StealMeterTest {
  @TempDir Path root;

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectory(root.resolve("proc"));
  }

  @Test
  void stealIsItsShareOfAllTimeAndGuestTimeIsNotCountedTwice() throws IOException {
    stat("cpu  1000 0 500 8000 100 0 10 90 700 0");
    StealMeter meter = StealMeter.start(new SystemRoot(root));
    stat("cpu  1500 0 600 8300 100 0 10 190 1200 0");

    // 500 user, 100 system, 300 idle, 100 steal.
    assertThat(meter.percent()).isEqualTo(10.0);
  }

  @Test
  void unknownWithoutTicksBetween() throws IOException {
    stat("cpu  1000 0 500 8000 100 0 10 90 0 0");

    assertThat(StealMeter.start(new SystemRoot(root)).percent()).isNaN();
  }

  @Test
  void unknownWithoutTheFileOrOnAnOldKernel() throws IOException {
    assertThat(StealMeter.start(new SystemRoot(root)).percent()).isNaN();
    stat("cpu  1000 0 500 8000 100 0 10");
    assertThat(StealMeter.start(new SystemRoot(root)).percent()).isNaN();
    stat("cpu  nonsense 0 500 8000 100 0 10 90 0 0");
    assertThat(StealMeter.start(new SystemRoot(root)).percent()).isNaN();
  }

  private void stat(String line) throws IOException {
    Files.writeString(root.resolve("proc/stat"), line + "\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
  }
}
