package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ExitCodeTest {
  @Test
  void theNumbersAreTheDocumentedOnes() {
    assertThat(Arrays.stream(ExitCode.values()).mapToInt(ExitCode::code))
        .containsExactly(0, 1, 2, 3, 3, 4, 10, 11, 12, 13, 14, 15, 16, 20, 21, 130);
  }

  @Test
  void theLowestFailureWins() {
    assertThat(ExitCode.LOST_ORDER.and(ExitCode.OVERSOLD)).isEqualTo(ExitCode.OVERSOLD);
    assertThat(ExitCode.OVERSOLD.and(ExitCode.INTERRUPTED)).isEqualTo(ExitCode.OVERSOLD);
    assertThat(ExitCode.HOLDS.and(ExitCode.INTERRUPTED)).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(ExitCode.CANNOT_JUDGE.and(ExitCode.HOLDS)).isEqualTo(ExitCode.CANNOT_JUDGE);
    assertThat(ExitCode.HOLDS.and(ExitCode.HOLDS)).isEqualTo(ExitCode.HOLDS);
  }
}
