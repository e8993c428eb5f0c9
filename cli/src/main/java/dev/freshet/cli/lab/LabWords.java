package dev.freshet.cli.lab;

import dev.freshet.lab.FigureKind;
import dev.freshet.lab.Isolation;
import dev.freshet.lab.Lab;
import dev.freshet.lab.Noise;
import dev.freshet.report.stats.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers and sentences of the lab, in ASCII: at most a column of the table wide. */
public final class LabWords {
  private static final double THOUSAND = 1e3;
  private static final double MILLION = 1e6;

  /** A figure below this gets a second digit behind the point. */
  private static final double TEN = 10;

  private static final double HUNDRED = 100;
  private static final double MIB_A_GIB = 1024;
  private static final int SECONDS_A_MINUTE = 60;

  /** Columns of the narrowest terminal that is cared for. */
  private static final int WIDTH = 80;

  private LabWords() {}

  /**
   * What will be run.
   *
   * @param lab ready to run
   * @return half a sentence
   */
  public static String opening(Lab lab) {
    return "%d runs a round, up to %d rounds, about %s"
        .formatted(lab.cells().size(), lab.rounds(), rough(lab.expected()));
  }

  /**
   * A catalogue.
   *
   * @param title what is listed
   * @param entries its rows
   * @param more whether each row is followed by what else is known
   * @return the lines
   */
  public static List<String> catalogue(String title, List<Lab.Entry> entries, boolean more) {
    int name = title.length();
    int kind = "kind".length();
    for (Lab.Entry entry : entries) {
      name = Math.max(name, entry.name().length());
      kind = Math.max(kind, entry.kind().length());
    }
    String row = "%-" + name + "s  %-" + kind + "s  %s";
    List<String> lines = new ArrayList<>();
    lines.add(row.formatted(title, "kind", "what"));
    for (Lab.Entry entry : entries) {
      lines.add(row.formatted(entry.name(), entry.kind(), entry.what()));
      if (more && !entry.more().isEmpty()) {
        lines.add(row.formatted("", "", entry.more()));
      }
    }
    return lines;
  }

  static String noise(Noise noise) {
    return "steal %s, other processes %s of all CPUs, timers late by %s"
        .formatted(
            percent(noise.stealPercent()),
            percent(noise.neighboursPercent()),
            time(noise.overshootP99Us()));
  }

  static String isolation(Isolation isolation) {
    List<String> granted = new ArrayList<>();
    if (isolation.cpuset() != null) {
      granted.add("CPUs " + isolation.cpuset());
    }
    if (isolation.memoryCapMiB() != null) {
      granted.add("at most %,d MiB".formatted(isolation.memoryCapMiB()));
    }
    List<String> missing = isolation.missing();
    String has = granted.isEmpty() ? "" : "granted: " + String.join(", ", granted);
    String lacks = missing.isEmpty() ? "" : "not granted: " + String.join(", ", missing);
    return has + (has.isEmpty() || lacks.isEmpty() ? "" : "; ") + lacks;
  }

  static String percent(double percent) {
    return Double.isNaN(percent) ? "not known" : String.format(Locale.ROOT, "%.1f %%", percent);
  }

  /** A duration for people: {@code 3 m 20 s}. */
  static String rough(Duration duration) {
    long seconds = Math.round(duration.toMillis() / THOUSAND);
    if (seconds < SECONDS_A_MINUTE) {
      return seconds + " s";
    }
    return "%d m %02d s".formatted(seconds / SECONDS_A_MINUTE, seconds % SECONDS_A_MINUTE);
  }

  /** A duration as an option takes it: {@code 90s}, {@code 1500ms}, {@code 2us}. */
  static String exact(Duration duration) {
    if (duration.toNanosPart() % 1_000_000 != 0) {
      return duration.toNanos() / 1_000 + "us";
    }
    return duration.toMillisPart() != 0 ? duration.toMillis() + "ms" : duration.toSeconds() + "s";
  }

  /** A figure with its unit, three digits; at most seven characters. */
  static String figure(FigureKind kind, double value) {
    return switch (kind) {
      case THROUGHPUT -> count(value);
      case LATENCY, CPU -> time(value);
      case MEMORY -> memory(value);
      case COST -> digits(value) + "s";
    };
  }

  static String count(double value) {
    if (value >= MILLION) {
      return digits(value / MILLION) + "M";
    }
    return value >= THOUSAND ? digits(value / THOUSAND) + "k" : digits(value);
  }

  static String time(double us) {
    if (Double.isNaN(us)) {
      return "not known";
    }
    if (us >= MILLION) {
      return digits(us / MILLION) + "s";
    }
    if (us >= THOUSAND) {
      return digits(us / THOUSAND) + "ms";
    }
    return us >= 1 || us == 0 ? digits(us) + "us" : digits(us * THOUSAND) + "ns";
  }

  private static String memory(double mib) {
    return mib < THOUSAND
        ? String.format(Locale.ROOT, "%.0fMiB", mib)
        : digits(mib / MIB_A_GIB) + "GiB";
  }

  static String digits(double value) {
    String form = value < TEN ? "%.2f" : value < HUNDRED ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, form, value);
  }

  /**
   * How far the interval reaches from the estimate, in percent of it; empty where there is no
   * interval, as with fewer than three rounds.
   */
  static String spread(Interval interval) {
    double reach =
        Math.max(interval.high() - interval.estimate(), interval.estimate() - interval.low());
    double percent = HUNDRED * reach / Math.abs(interval.estimate());
    if (reach == 0 || !Double.isFinite(percent)) {
      return "";
    }
    return percent >= HUNDRED ? " >99%" : String.format(Locale.ROOT, " ~%.0f%%", percent);
  }

  /** Breaks words into lines of at most 80 characters; all but the first are set in. */
  static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(" ");
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
