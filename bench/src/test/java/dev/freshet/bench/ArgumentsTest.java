package dev.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
  @TempDir Path folder;

  @Test
  void readsSuiteEffortAndFile() {
    Path file = folder.resolve("sleep.json");
    assertThat(Arguments.parse("sleep", "--quick", "--json", file.toString()))
        .isEqualTo(new Arguments("sleep", Effort.QUICK, file));
    assertThat(Arguments.parse("cancel")).isEqualTo(new Arguments("cancel", Effort.FULL, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sleeep           | SUITE: sleeep; allowed is submit, sleep, cpu, waiting, burst, priority
          --quick          | SUITE: missing; allowed is submit
          sleep cpu        | cpu: not understood; usage: bench/run SUITE [--quick] [--json FILE]
          sleep --fast     | --fast: not understood
          sleep --json     | --json: no file given
          """)
  void saysInOneLineWhatIsWrong(String line, String expected) {
    assertThatThrownBy(() -> Arguments.parse(line.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(expected)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void refusesFilesThatCannotBeWritten() {
    Path lost = folder.resolve("nowhere").resolve("a.json");
    assertThatThrownBy(() -> Arguments.parse("sleep", "--json", lost.toString()))
        .hasMessage("--json: the folder of " + lost + " does not exist");
    assertThatThrownBy(() -> Arguments.parse("sleep", "--json", folder.toString()))
        .hasMessage("--json: " + folder + " is a folder; a file is needed");
  }
}
