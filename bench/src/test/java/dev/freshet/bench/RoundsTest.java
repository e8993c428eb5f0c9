package dev.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final List<String> order = new ArrayList<>();

  private Rounds.Cell cell(String subject, double value) {
    return new Rounds.Cell(
        "a",
        subject,
        () -> {
          order.add(subject);
          return List.of(new Score("a", "ns", value), new Score("a-more", "MiB", 2 * value));
        });
  }

  @Test
  void interleavesSubjectsAndGroupsRowsByCase() throws Exception {
    List<Row> rows =
        new Rounds().interleave(2, Long.MAX_VALUE, List.of(cell("x", 1), cell("y", 2)));
    assertThat(order).containsExactly("x", "y", "x", "y");
    assertThat(rows)
        .containsExactly(
            new Row("a", "x", "ns", List.of(1.0, 1.0)),
            new Row("a", "y", "ns", List.of(2.0, 2.0)),
            new Row("a-more", "x", "MiB", List.of(2.0, 2.0)),
            new Row("a-more", "y", "MiB", List.of(4.0, 4.0)));
  }

  @Test
  void leavesOutWhatDoesNotFitAndSaysSo() throws Exception {
    Rounds rounds = new Rounds();
    Rounds.Cell large =
        new Rounds.Cell(
            "a",
            "large",
            () -> {
              throw new Fork.OutOfMemory();
            });
    List<Row> rows = rounds.interleave(2, Long.MAX_VALUE, List.of(large, cell("x", 1)));
    assertThat(rows).extracting(Row::subject).containsOnly("x");
    assertThat(rounds.notes()).containsExactly("a large: left out, does not fit into its heap");
  }

  @Test
  void beginsNoRoundThatItsBudgetDoesNotAllow() throws Exception {
    Rounds rounds = new Rounds();
    List<Row> rows = rounds.interleave(3, 1, List.of(cell("x", 1)));
    assertThat(rows.getFirst().scores()).containsExactly(1.0);
    assertThat(rounds.notes())
        .containsExactly("1 rounds of 3: the machine is too slow or too busy for more");
  }
}
