package dev.freshet.host.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SystemRootTest {
  @TempDir Path folder;
  private SystemRoot root;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.createDirectories(folder.resolve("proc/self"));
    Files.writeString(folder.resolve("proc/self/status"), "Name:\tjava\nNSpid:\t7\t1\nBare\n");
    root = new SystemRoot(folder);
  }

  @Test
  void aLeadingSlashDoesNotLeadOutOfTheRoot() {
    assertThat(root.resolve("/proc/self/status")).startsWith(folder);
    assertThat(root.exists("/proc/self/status")).isTrue();
    assertThat(root.exists("/etc/hostname")).isFalse();
  }

  @Test
  void fieldsAreFoundByTheirKey() {
    assertThat(root.field("proc/self/status", "NSpid")).isEqualTo("7\t1");
    assertThat(root.field("proc/self/status", "Bare")).isNull();
    assertThat(root.field("proc/self/missing", "Name")).isNull();
  }

  @Test
  void whatIsMissingIsEmpty() {
    assertThat(root.names("proc")).containsExactly("self");
    assertThat(root.names("sys")).isEmpty();
    assertThat(root.names("proc/self/status")).isEmpty();
    assertThat(root.lines("sys")).isEmpty();
    assertThat(root.mounts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1234 kB, 1234",
    "max, ",
    "-1, ",
    "9223372036854771712, ",
    "999999999999999999, 999999999999999999"
  })
  void onlyLimitsAreNumbers(String text, Long number) {
    assertThat(SystemRoot.leadingNumber(text)).isEqualTo(number);
  }
}
