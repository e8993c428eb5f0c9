package dev.freshet.cli;

import dev.freshet.doctor.launch.LaunchCheck;
import dev.freshet.doctor.launch.LaunchItem;
import dev.freshet.doctor.launch.LaunchPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan, and the checks of one, in lines for the terminal. */
final class LaunchShowing {
  private static final int WIDTH = 80;

  private LaunchShowing() {}

  /** The lines of a plan, grouped by what they do. */
  static List<String> plan(LaunchPlan plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "goal %s on CPUs %s".formatted(plan.goal().name().toLowerCase(Locale.ROOT), plan.cpus()));
    for (LaunchItem.Kind kind : LaunchItem.Kind.values()) {
      List<LaunchItem> items = plan.items().stream().filter(i -> i.kind() == kind).toList();
      if (!items.isEmpty()) {
        lines.add("");
        lines.add(title(kind));
        for (LaunchItem item : items) {
          lines.add("  " + item.text());
          lines.addAll(wrapped(item.reason(), "      "));
        }
      }
    }
    lines.add("");
    return lines;
  }

  private static String title(LaunchItem.Kind kind) {
    return switch (kind) {
      case BINDING -> "in front of the command";
      case FLAG -> "flags";
      case KEPT -> "given by you, and as planned";
      case CONFLICT -> "conflicts: what you gave or have is kept";
      case ADVICE -> "advice: nothing of this is set";
    };
  }

  /** The checks as a table: what, wanted, actual, result. */
  static List<String> checks(List<LaunchCheck> checks) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("what", "wanted", "actual", "result"));
    for (LaunchCheck check : checks) {
      rows.add(
          List.of(
              check.what(),
              check.wanted(),
              check.actual(),
              switch (check.result()) {
                case OK -> "ok";
                case WRONG -> "WRONG";
                case UNKNOWN -> "unknown";
              }));
    }
    int what = width(rows, 0);
    int wanted = width(rows, 1);
    int result = width(rows, 3);
    return rows.stream()
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "%-" + result + "s  %-" + what + "s  %-" + wanted + "s  %s",
                    row.get(3),
                    row.get(0),
                    row.get(1),
                    row.get(2)))
        .map(String::stripTrailing)
        .toList();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
  }

  private static List<String> wrapped(String text, String margin) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(margin);
    for (String word : text.split(" ", -1)) {
      if (line.length() > margin.length() && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(margin);
      }
      line.append(line.length() > margin.length() ? " " : "").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
