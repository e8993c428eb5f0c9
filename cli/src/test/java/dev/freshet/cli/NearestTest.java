package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {
  private static final List<String> NAMES =
      List.of("market", "rush", "drill", "check-then-act", "lost-update");

  @ParameterizedTest
  @CsvSource({
    "dril, drill",
    "dirll, drill",
    "DRILL, drill",
    "rsuh, rush",
    "mar, market",
    "check-than-act, check-then-act",
    "checkthenact, check-then-act",
    "lost_update, lost-update"
  })
  void findsWhatWasMeant(String typed, String meant) {
    assertThat(Nearest.to(typed, NAMES)).hasValue(meant);
    assertThat(Nearest.hint(typed, NAMES)).isEqualTo("; did you mean '" + meant + "'?");
  }

  @ParameterizedTest
  @CsvSource({"''", "x", "teapot", "grind"})
  void findsNothingFarAway(String typed) {
    assertThat(Nearest.to(typed, NAMES)).isEmpty();
    assertThat(Nearest.hint(typed, NAMES)).isEmpty();
  }

  @Test
  void findsNothingAmongNothing() {
    assertThat(Nearest.to("drill", List.of())).isEmpty();
  }
}
