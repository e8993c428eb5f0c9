package dev.freshet.cli.lab;

import dev.freshet.cli.Output;
import dev.freshet.lab.CellKey;
import dev.freshet.lab.FigureKind;
import dev.freshet.lab.LabComparison;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.Standing;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Two results side by side, as they stand on the terminal: at most 80 columns. */
public final class LabDifference {
  /** Name and version of the JSON. */
  public static final String SCHEMA = "freshet/lab-compare/1";

  private static final int SUBJECT = 20;
  private static final double HUNDRED = 100;

  private LabDifference() {}

  /** The figures shown; cost follows from the others. */
  private static final List<FigureKind> SHOWN =
      List.of(FigureKind.THROUGHPUT, FigureKind.LATENCY, FigureKind.CPU, FigureKind.MEMORY);

  /**
   * Tells the difference.
   *
   * @param a the first result
   * @param b the second result
   * @param comparison of the two
   * @param judged whether to say what is better; on a loud machine nothing is
   * @param output what its terminal shows
   * @return the lines
   */
  public static List<String> lines(
      LabResult a, LabResult b, LabComparison comparison, boolean judged, Output output) {
    List<String> lines = new ArrayList<>();
    lines.addAll(LabWords.wrapped("A: " + origin(a)));
    lines.addAll(LabWords.wrapped("B: " + origin(b)));
    boolean colour = LabShowing.colour(output);
    String group = "";
    for (LabComparison.Row row : comparison.rows()) {
      String title = row.key().group();
      if (!title.equals(group)) {
        group = title;
        lines.add("");
        lines.add(title);
        lines.add(header());
      }
      if (row.ratios().isEmpty()) {
        lines.add(subject(row.key().subject()) + column("too few rounds"));
        continue;
      }
      StringBuilder line = new StringBuilder(subject(row.key().subject()));
      StringBuilder bounds = new StringBuilder(subject(""));
      for (FigureKind figure : SHOWN) {
        Standing.Ratio ratio = row.ratios().get(figure);
        line.append(judged ? coloured(ratio, colour) : column(times(ratio)));
        bounds.append(bounds(ratio));
      }
      lines.add(line.toString());
      lines.add(bounds.toString());
    }
    lines.add("");
    if (!comparison.onlyFirst().isEmpty()) {
      lines.addAll(LabWords.wrapped("only in A: " + names(comparison.onlyFirst())));
    }
    if (!comparison.onlySecond().isEmpty()) {
      lines.addAll(LabWords.wrapped("only in B: " + names(comparison.onlySecond())));
    }
    if (!judged) {
      lines.addAll(
          LabWords.wrapped(
              "B by A. A machine was too loud to say what is better; --anyway says it."));
      loudness("A", a, lines);
      loudness("B", b, lines);
      return lines;
    }
    lines.add("B by A; = no difference shown: the intervals overlap. They overlap in");
    lines.add(
        SHOWN.stream()
            .map(f -> f.label() + " " + share(comparison.overlapping(f)))
            .collect(Collectors.joining(", ", "  ", "")));
    long agreeing = comparison.rows().stream().filter(LabComparison.Row::overlaps).count();
    long told = comparison.rows().stream().filter(row -> !row.ratios().isEmpty()).count();
    lines.add("%d of %d cells show no difference in any figure.".formatted(agreeing, told));
    if (told < comparison.rows().size()) {
      lines.add(
          "%d more %s too few rounds to tell: it takes three."
              .formatted(
                  comparison.rows().size() - told,
                  comparison.rows().size() - told == 1 ? "has" : "have"));
    }
    return lines;
  }

  private static void loudness(String name, LabResult result, List<String> lines) {
    result.loudness().forEach(line -> lines.addAll(LabWords.wrapped(name + ": " + line)));
  }

  /**
   * The difference as JSON: what the lines say, in the units of the results.
   *
   * @param a the first result
   * @param b the second result
   * @param comparison of the two
   * @param judged whether to say what is better
   * @return the fields
   */
  public static Map<String, Object> json(
      LabResult a, LabResult b, LabComparison comparison, boolean judged) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("judged", judged);
    body.put("loudnessA", a.loudness());
    body.put("loudnessB", b.loudness());
    body.put("cells", comparison.rows().stream().map(row -> cell(row, judged)).toList());
    body.put("onlyA", comparison.onlyFirst());
    body.put("onlyB", comparison.onlySecond());
    return body;
  }

  private static Map<String, Object> cell(LabComparison.Row row, boolean judged) {
    Map<String, Object> ratios = new LinkedHashMap<>();
    row.ratios().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              Standing.Ratio ratio = entry.getValue();
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("ratio", ratio.interval().estimate());
              one.put("low", ratio.interval().low());
              one.put("high", ratio.interval().high());
              one.put("verdict", judged ? word(ratio.verdict()) : null);
              ratios.put(word(entry.getKey()), one);
            });
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("subject", row.key().subject());
    body.put("workload", row.key().workload());
    body.put("producers", row.key().producers());
    body.put("limit", row.key().limit());
    body.put("ratios", ratios);
    return body;
  }

  /** As the JSON of a result has them. */
  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String origin(LabResult result) {
    String cpu = result.machine().cpuModel();
    return "%s, %d CPUs, %s, %d rounds, %s"
        .formatted(
            cpu == null ? result.machine().os() : cpu,
            result.machine().cpus(),
            result.began().truncatedTo(ChronoUnit.SECONDS),
            result.rounds(),
            result.loudness().isEmpty() ? "quiet" : "loud: " + result.loudness().getFirst());
  }

  private static String header() {
    StringBuilder line = new StringBuilder(subject("subject"));
    for (String name : List.of("tasks/s", "latency p99", "CPU/task", "peak RSS")) {
      line.append(column(name));
    }
    return line.toString();
  }

  private static String coloured(Standing.@Nullable Ratio ratio, boolean colour) {
    if (ratio == null) {
      return column("-");
    }
    String value = times(ratio) + " ";
    return switch (ratio.verdict()) {
      case BETTER -> paint(column(value + "better"), "32", colour);
      case WORSE -> paint(column(value + "worse"), "31", colour);
      case NO_DIFFERENCE_SHOWN -> column(value + "=");
    };
  }

  private static String times(Standing.@Nullable Ratio ratio) {
    return ratio == null ? "-" : LabWords.digits(ratio.interval().estimate()) + "x";
  }

  private static String bounds(Standing.@Nullable Ratio ratio) {
    return ratio == null
        ? column("")
        : column(
            LabWords.digits(ratio.interval().low())
                + " to "
                + LabWords.digits(ratio.interval().high()));
  }

  private static String paint(String text, String code, boolean colour) {
    return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  private static String subject(String text) {
    return String.format(Locale.ROOT, "%-" + SUBJECT + "s", text);
  }

  /** Four of them beside the subject make 80. */
  private static String column(String text) {
    return String.format(Locale.ROOT, "%15s", text);
  }

  private static String share(double share) {
    return Double.isNaN(share)
        ? "not measured"
        : String.format(Locale.ROOT, "%.0f %%", HUNDRED * share);
  }

  private static String names(List<CellKey> keys) {
    return keys.stream().map(CellKey::toString).collect(Collectors.joining("; "));
  }
}
