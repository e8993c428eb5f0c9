package dev.freshet.bench;

import java.util.List;
import java.util.Locale;

/** Prints rows as a table. */
final class Table {
  private Table() {}

  /** Prints medians with intervals, and how each subject compares with each subject of ours. */
  static void print(String suite, List<Row> rows) {
    int rounds = rows.stream().mapToInt(row -> row.scores().size()).max().orElse(0);
    System.out.printf("suite %s, %d rounds, median [lowest .. highest round]%n%n", suite, rounds);
    Machine.facts().forEach((key, value) -> System.out.printf("  %-11s %s%n", key, value));
    Row before = null;
    for (Row row : rows) {
      List<Row> ours =
          rows.stream().filter(other -> other.isOurs() && together(row, other)).toList();
      if (before == null || !together(row, before)) {
        header(row, ours);
      }
      before = row;
      StringBuilder line = new StringBuilder();
      line.append(
          String.format(
              "  %-24s %10s [%9s .. %9s]",
              row.subject(), number(row.median()), number(row.low()), number(row.high())));
      for (Row own : ours) {
        line.append(ratio(row.over(own)));
      }
      System.out.println(line.toString().stripTrailing());
    }
  }

  private static boolean together(Row a, Row b) {
    return a.scenario().equals(b.scenario()) && a.unit().equals(b.unit());
  }

  private static void header(Row row, List<Row> ours) {
    StringBuilder line =
        new StringBuilder(
            String.format("%n%-26s %10s %24s", row.scenario(), row.unit(), "interval"));
    for (Row own : ours) {
      line.append(String.format("  %-23s", "times " + own.subject()));
    }
    System.out.println(line.toString().stripTrailing());
  }

  private static String ratio(Row ratio) {
    if (ratio.scores().stream().anyMatch(value -> value.isNaN())) {
      return String.format("  %-23s", "-");
    }
    return String.format(
        "  %-23s",
        "%sx [%s .. %s]"
            .formatted(number(ratio.median()), number(ratio.low()), number(ratio.high())));
  }

  /** As many digits as a reader wants. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
