package dev.freshet.core.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogLinearTest {
  @Test
  void cellsFollowEachOtherWithoutGapOverTheWholeRange() {
    assertThat(LogLinear.lowest(0)).isZero();
    for (int cell = 0; cell < LogLinear.CELLS; cell++) {
      long lowest = LogLinear.lowest(cell);
      long highest = LogLinear.highest(cell);
      assertThat(LogLinear.cellOf(lowest)).isEqualTo(cell);
      assertThat(LogLinear.cellOf(highest)).isEqualTo(cell);
      if (cell + 1 < LogLinear.CELLS) {
        assertThat(LogLinear.lowest(cell + 1)).isEqualTo(highest + 1);
      }
    }
    assertThat(LogLinear.highest(LogLinear.CELLS - 1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void isExactBelow64AndWithin1In32Above() {
    for (int value = 0; value < 64; value++) {
      assertThat(LogLinear.cellOf(value)).isEqualTo(value);
      assertThat(LogLinear.highest(value)).isEqualTo(value);
    }
    Random random = new Random(1);
    for (int i = 0; i < 1_000_000; i++) {
      long value = random.nextLong() >>> (1 + random.nextInt(57));
      long above = LogLinear.highest(LogLinear.cellOf(value)) - value;
      if (above < 0 || above > value / 32) {
        throw new AssertionError(value + " is answered as " + (value + above));
      }
    }
  }
}
