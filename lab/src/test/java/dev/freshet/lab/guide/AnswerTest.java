package dev.freshet.lab.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How answers are read and written. */
final class AnswerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BLOCKING      | 80      | 80            | 80%
          CPU_PER_TASK  | 1.5us   | 1500          | 1.5us
          CPU_PER_TASK  | 1ns     | 1             | 1ns
          WAIT_PER_TASK | 0us     | 0             | 0us
          WAIT_PER_TASK | 2m      | 120000000000  | 2m
          PEAK          | 3_200/s | 3200          | 3,200/s
          PEAK          | 3,200/s | 3200          | 3,200/s
          MEMORY        | 1.5GiB  | 1610612736    | 1.5GiB
          ARRIVAL       | Bursty  | 1             | bursty
          NATIVE        | yes     | 1             | yes
          """)
  void readsAndWrites(Answer answer, String text, long value, String written) {
    assertThat(answer.parse(text)).isEqualTo(value);
    assertThat(answer.print(value)).isEqualTo(written);
    assertThat(answer.parse(written)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BLOCKING      | 101%   | must be from 0% to 100%
          BLOCKING      | -1%    | must be a percentage such as 80%
          CPU_PER_TASK  | 50     | must be a time with its unit, such as 50us, 20ms or 2s
          CPU_PER_TASK  | 0us    | must be from 1ns to 1h
          PEAK          | 3200   | must be a rate such as 3200/s
          PEAK          | 0/s    | must be from 1/s to 1,000,000,000/s
          MEMORY        | 512MB  | must be a size with its unit, such as 512MiB or 2GiB
          MEMORY        | 1KiB   | must be from 1MiB to 16TiB
          ARRIVAL       | wild   | must be one of steady, bursty, step, pulled
          PROCESSORS    | 0      | must be from 1 to 4,096
          MEMORY        | 999999999999999TiB | must be a size with its unit, such as 512MiB or 2GiB, and not that large
          """)
  void saysWhatIsAllowed(Answer answer, String text, String line) {
    assertThatThrownBy(() -> answer.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(line);
  }

  @Test
  void theUsualAnswersAreAllowed() {
    for (Answer answer : Answer.values()) {
      assertThat(answer.parse(answer.print(answer.usual()))).isEqualTo(answer.usual());
    }
  }
}
