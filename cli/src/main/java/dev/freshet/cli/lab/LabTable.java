package dev.freshet.cli.lab;

import dev.freshet.lab.Cell;
import dev.freshet.lab.FigureKind;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.Standing;
import dev.freshet.lab.result.LabVerdict;
import dev.freshet.lab.result.StudySummary;
import dev.freshet.report.stats.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The result of a lab as it stands on the terminal: at most 80 columns. */
final class LabTable {
  /** As long as the longest name of a subject. */
  private static final int SUBJECT = 20;

  /** Five of them beside the subject make 80. */
  private static final int COLUMN = 12;

  private final boolean colour;
  private final boolean unicode;

  LabTable(boolean colour, boolean unicode) {
    this.colour = colour;
    this.unicode = unicode;
  }

  List<String> result(LabResult result, LabVerdict verdict) {
    List<String> lines = new ArrayList<>();
    for (Standing standing : result.standings()) {
      lines.add("");
      lines.add(bold(standing.title()));
      lines.addAll(table(standing, verdict.ranked()));
      if (verdict.ranked() && !standing.front().isEmpty()) {
        lines.addAll(front(standing));
      }
    }
    for (StudySummary study : StudySummary.of(result)) {
      lines.add("");
      lines.addAll(LabWords.wrapped(signs(study.sentence())));
      lines.addAll(study(study));
    }
    lines.add("");
    if (verdict.ranked()) {
      lines.addAll(
          LabWords.wrapped(
              "Medians of the rounds, "
                  + (unicode ? "±" : "~")
                  + " the 95 % interval (94 % with five rounds, 75 % with three); below them the"
                  + " ratio to the base, = no difference shown."));
    }
    for (Cell cell : result.failed()) {
      lines.add(red("failed: " + cell.key() + ": " + cell.failure()));
    }
    result.leftOut().forEach(line -> lines.addAll(LabWords.wrapped("left out: " + line)));
    lines.add(
        "%d %s in %s%s"
            .formatted(
                result.rounds(),
                result.rounds() == 1 ? "round" : "rounds",
                LabWords.rough(Duration.ofMillis((long) (result.seconds() * 1e3))),
                result.interrupted() ? ", interrupted" : ""));
    lines.addAll(LabWords.wrapped("isolation: " + LabWords.isolation(result.isolation())));
    lines.add("");
    String headline = verdict.good() ? green(verdict.headline()) : red(verdict.headline());
    lines.add(headline);
    if (!verdict.ranked()) {
      lines.addAll(LabWords.wrapped(verdict.sentence().strip()));
    }
    return lines;
  }

  /** Its own table, columns as wide as they must be. */
  private List<String> study(StudySummary study) {
    List<List<String>> all = new ArrayList<>(List.of(study.header()));
    all.addAll(study.rows());
    List<String> lines = new ArrayList<>();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = all.stream().mapToInt(one -> one.get(column).length()).max().orElse(1);
        line.append(String.format(Locale.ROOT, "%" + (width + 2) + "s", row.get(i)));
      }
      String text = line.toString();
      lines.add(unicode ? text : text.replace('±', '~').replace('–', '-'));
    }
    return lines;
  }

  private List<String> table(Standing standing, boolean ranked) {
    List<String> lines = new ArrayList<>();
    StringBuilder header = new StringBuilder(pad("subject"));
    for (FigureKind kind : FigureKind.values()) {
      header.append(String.format(Locale.ROOT, "%" + COLUMN + "s", header(kind, standing)));
    }
    lines.add(header.toString());
    for (Standing.Row row : standing.rows()) {
      StringBuilder values = new StringBuilder(pad(row.subject()));
      for (FigureKind kind : FigureKind.values()) {
        Interval interval = row.figures().get(kind);
        String text =
            interval == null
                ? "-"
                : LabWords.figure(kind, interval.estimate()) + LabWords.spread(interval);
        values.append(String.format(Locale.ROOT, "%" + COLUMN + "s", signs(text)));
      }
      lines.add(values.toString());
      if (ranked && standing.base() != null) {
        lines.add(ratios(row, standing));
      } else if (!row.note().isEmpty()) {
        lines.add(dim("  " + row.note()));
      }
    }
    return lines;
  }

  private String ratios(Standing.Row row, Standing standing) {
    if (row.subject().equals(standing.base())) {
      return dim(row.note().isEmpty() ? "  base" : "  base, " + row.note());
    }
    StringBuilder line = new StringBuilder(pad(row.note().isEmpty() ? "" : "  " + row.note()));
    for (FigureKind kind : FigureKind.values()) {
      Standing.Ratio ratio = row.ratios().get(kind);
      line.append(cell(ratio));
    }
    return line.toString();
  }

  private String cell(Standing.@Nullable Ratio ratio) {
    if (ratio == null) {
      return " ".repeat(COLUMN);
    }
    String text = LabWords.digits(ratio.interval().estimate()) + " ";
    return switch (ratio.verdict()) {
      case BETTER -> green("%12s".formatted(text + "better"));
      case WORSE -> red("%12s".formatted(text + "worse"));
      case NO_DIFFERENCE_SHOWN -> dim("%12s".formatted(text + "="));
    };
  }

  private static String header(FigureKind kind, Standing standing) {
    return switch (kind) {
      case THROUGHPUT -> "tasks/s";
      case LATENCY -> standing.response() ? "resp. p99" : "start p99";
      case CPU -> "CPU/task";
      case MEMORY -> "peak RSS";
      case COST -> "cost/1M";
    };
  }

  private List<String> front(Standing standing) {
    List<String> lines =
        new ArrayList<>(
            LabWords.wrapped(
                "front of latency, CPU and memory: " + String.join(", ", standing.front())));
    Map<String, List<String>> dominated = new TreeMap<>(standing.dominated());
    dominated.forEach(
        (subject, by) ->
            lines.addAll(
                LabWords.wrapped("  " + subject + " is dominated by " + String.join(", ", by))));
    return lines;
  }

  private static String pad(String text) {
    return String.format(Locale.ROOT, "%-" + SUBJECT + "s", text);
  }

  private String signs(String text) {
    return unicode ? text.replace('~', '±').replaceAll("(\\d)us\\b", "$1µs") : text;
  }

  private String bold(String text) {
    return colour ? "\033[1m" + text + "\033[0m" : text;
  }

  private String dim(String text) {
    return colour ? "\033[2m" + text + "\033[0m" : text;
  }

  private String green(String text) {
    return colour ? "\033[32m" + text + "\033[0m" : text;
  }

  private String red(String text) {
    return colour ? "\033[31m" + text + "\033[0m" : text;
  }
}
