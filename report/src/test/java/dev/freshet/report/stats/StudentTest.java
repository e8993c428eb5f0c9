package dev.freshet.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the printed tables of the two distributions. */
class StudentTest {
  @ParameterizedTest
  @CsvSource({
    "1, 0.95, 12.7062047",
    "2, 0.95, 4.30265273",
    "3, 0.99, 5.84090931",
    "4, 0.95, 2.77644511",
    "10, 0.95, 2.22813885",
    "30, 0.90, 1.69726089"
  })
  void criticalValues(int degrees, double confidence, double t) {
    assertThat(Student.critical(confidence, degrees)).isCloseTo(t, within(1e-7));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.5", "1.959963984540054, 0.025", "3, 0.001349898031630", "6, 9.86588e-10"})
  void normalTail(double z, double p) {
    assertThat(Student.normalBelow(z)).isCloseTo(p, within(1e-14));
  }
}
