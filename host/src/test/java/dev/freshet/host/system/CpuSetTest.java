package dev.freshet.host.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CpuSetTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0-3,8 | 0-3,8 | 5",
        "8,0,1,2,3 | 0-3,8 | 5",
        "' 1 , 3-4 ' | 1,3-4 | 3",
        "7-7 | 7 | 1",
        "0-8191 | 0-8191 | 8192",
        "'' | '' | 0",
      })
  void isReadAndWrittenAsTheKernelDoes(String list, String canonical, int size) {
    CpuSet cpus = CpuSet.parse(list);

    assertThat(cpus).hasToString(canonical);
    assertThat(cpus.size()).isEqualTo(size);
    assertThat(CpuSet.parse(cpus.toString())).isEqualTo(cpus).hasSameHashCodeAs(cpus);
    assertThat(CpuSet.ofMask(cpus.toMask())).isEqualTo(cpus);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1-", "-1", "1,,2", "3-1", "8192", "99999999999", "0-3:1/2", "1 2"})
  void whatIsNotAListIsNamed(String list) {
    assertThatThrownBy(() -> CpuSet.parse(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CPUs '" + list + "'");
  }

  @Test
  void combinesLikeASet() {
    CpuSet cpus = CpuSet.parse("0-3,8");

    assertThat(cpus.and(CpuSet.parse("2-9"))).hasToString("2-3,8");
    assertThat(cpus.or(CpuSet.of(4))).hasToString("0-4,8");
    assertThat(cpus.minus(CpuSet.of(0))).hasToString("1-3,8");
    assertThat(cpus.containsAll(CpuSet.of(8, 1))).isTrue();
    assertThat(cpus.containsAll(CpuSet.of(7))).isFalse();
    assertThat(cpus.contains(8)).isTrue();
    assertThat(cpus.contains(-1)).isFalse();
    assertThat(cpus.first()).isZero();
    assertThat(CpuSet.empty().first()).isEqualTo(-1);
    assertThat(cpus.toList()).containsExactly(0, 1, 2, 3, 8);
  }

  @Test
  void noNumberBelowZero() {
    assertThatThrownBy(() -> CpuSet.of(-1)).hasMessageContaining("not in 0 to 8191");
  }
}
