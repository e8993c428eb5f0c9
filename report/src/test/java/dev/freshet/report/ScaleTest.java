package dev.freshet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {
  private static List<String> labels(Scale scale) {
    return scale.ticks.stream().map(t -> t.label().replace(Numbers.NBSP, " ")).toList();
  }

  @Test
  void startsCountsAtZeroAndEndsAtARoundNumber() {
    Scale scale = Scale.roomy(Axis.linear("n", ""), 300, 880, 5);

    assertThat(labels(scale)).containsExactly("0", "200", "400", "600", "800", "1,000");
    assertThat(scale.share(0)).isZero();
    assertThat(scale.share(1_000)).isEqualTo(1);
  }

  @Test
  void keepsTheEndsOfTheDataAlongX() {
    Scale scale = Scale.tight(Axis.linear("t", "ms"), -3, 82, 8);

    assertThat(scale.low).isEqualTo(-3);
    assertThat(scale.high).isEqualTo(82);
    assertThat(labels(scale)).containsExactly("0", "20", "40", "60", "80");
  }

  @Test
  void writesAsManyDecimalsAsTheStepNeeds() {
    assertThat(labels(Scale.roomy(Axis.linear("n", ""), 0, 1, 4)))
        .containsExactly("0.00", "0.25", "0.50", "0.75", "1.00");
    assertThat(labels(Scale.roomy(Axis.linear("n", ""), -0.2, 0.2, 4)))
        .containsExactly("-0.2", "-0.1", "0.0", "0.1", "0.2");
  }

  @Test
  void labelsDecadesOfTimeInTheirUnits() {
    Scale wide = Scale.roomy(Axis.log("t", "µs"), 1_600, 1_250_000, 5);

    assertThat(labels(wide)).containsExactly("1 ms", "10 ms", "100 ms", "1 s");
    assertThat(wide.high).isEqualTo(2_000_000);
    assertThat(labels(Scale.roomy(Axis.log("t", "µs"), 120, 900, 5)))
        .containsExactly("100 µs", "200 µs", "500 µs", "1 ms");
  }

  @Test
  void countsNines() {
    assertThat(labels(Scale.percentiles(100_000)))
        .containsExactly("50 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %");
    assertThat(Scale.percent(4).replace(Numbers.NBSP, " ")).isEqualTo("75 %");
  }

  @Test
  void survivesASinglePlace() {
    assertThat(Scale.tight(Axis.linear("t", ""), 5, 5, 5).share(5)).isZero();
    assertThat(Scale.roomy(Axis.linear("t", ""), 0, 0, 5).share(0)).isZero();
    assertThat(Scale.roomy(Axis.log("t", ""), 5, 5, 5).share(5)).isBetween(0.0, 1.0);
  }
}
