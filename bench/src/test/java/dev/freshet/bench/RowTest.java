package dev.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
  private static Row row(String subject, Double... scores) {
    return new Row("noop-1p", subject, "ns/task", List.of(scores));
  }

  @Test
  void hasMedianAndRange() {
    Row odd = row("freshet-2", 30.0, 10.0, 20.0);
    assertThat(odd.median()).isEqualTo(20);
    assertThat(odd.low()).isEqualTo(10);
    assertThat(odd.high()).isEqualTo(30);
    assertThat(row("freshet-2", 10.0, 20.0).median()).isEqualTo(15);
  }

  @Test
  void comparesRoundByRound() {
    Row ratio = row("ForkJoinPool", 40.0, 90.0).over(row("freshet-2", 10.0, 30.0));
    assertThat(ratio.scores()).containsExactly(4.0, 3.0);
    assertThat(ratio.unit()).isEqualTo("ratio");
  }

  @Test
  void hasNoRatioToNothing() {
    assertThat(row("ForkJoinPool", 4.0).over(row("freshet-2", 0.0)).scores())
        .containsExactly(Double.NaN);
  }

  @Test
  void writesJson() {
    String json = Json.document("submit", List.of(row("freshet-2", 10.0, 20.0)));
    assertThat(json)
        .contains("\"suite\": \"submit\"")
        .contains(
            "{\"case\": \"noop-1p\", \"subject\": \"freshet-2\", \"unit\": \"ns/task\", "
                + "\"median\": 15.000, \"low\": 10.000, \"high\": 20.000, \"rounds\": 2}")
        .contains("\"jvm\"");
    assertThat(Json.document("submit", List.of(row("freshet-2", Double.NaN)))).contains("null");
    assertThat(Json.quoted("a\"b\\c\n")).isEqualTo("\"a\\\"b\\\\c\\u000a\"");
  }
}
