package dev.freshet.cli.drill;

import dev.freshet.cli.ExitCode;
import dev.freshet.cli.Output;
import dev.freshet.market.check.Invariant;
import dev.freshet.report.LatencySummary;
import dev.freshet.rush.ArmReport;
import dev.freshet.rush.Outcome;
import dev.freshet.rush.RushResult;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a drill on the terminal: what happens while it happens, and the result at its end. */
final class Story {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MICROS_PER_MILLI = 1e3;

  private final boolean colour;
  private final boolean unicode;

  /**
   * Chooses signs and colours.
   *
   * @param output what its terminal shows
   * @param toTerminal whether the result itself goes to a terminal; files get no colours
   */
  Story(Output output, boolean toTerminal) {
    colour = toTerminal && output.terminal().colour();
    unicode = output.terminal().unicode();
  }

  static String opening(DrillSettings s) {
    String crash = s.crash() == null ? "" : ", crash " + s.crash().name().toLowerCase(Locale.ROOT);
    String bug = s.bug() == null ? "" : ", bug " + s.bug().label();
    String stock = s.market() == null ? ", %,d units".formatted(s.stock()) : "";
    return "%,d shoppers%s of %s, %d connections, seed %d%s%s"
        .formatted(s.shoppers(), stock, s.sku(), s.connections(), s.seed(), crash, bug);
  }

  static String market(URI address, SaleState sale, long bootNanos) {
    String transport = sale.transport() == null ? "" : " (" + sale.transport() + ")";
    String boot =
        bootNanos < 0 ? ", running" : String.format(Locale.ROOT, ", up in %.1f s", bootNanos / 1e9);
    String store = sale.fileSystem() == null ? "" : ", data on " + sale.fileSystem();
    String before = sale.sold() == 0 ? "" : ", %,d units sold before".formatted(sale.sold());
    return line("market", address + transport + boot + store + before);
  }

  static String armed(ArmReport armed) {
    return line(
        "armed",
        String.format(
            Locale.ROOT,
            "%d connections proven in %.0f ms (%s), gate error p99 %s over %d rehearsals",
            armed.connections(),
            armed.connectMs(),
            armed.transport(),
            micros(armed.rehearsal().p99Us()),
            armed.rehearsal().rounds()));
  }

  static String fired(RushResult rush) {
    Instant t0 = Instant.ofEpochSecond(0, rush.anchor().toEpochNanos(rush.t0NanoTime()));
    return line(
        "fired",
        "at %s, gate error %s, first requests within %s"
            .formatted(
                t0.truncatedTo(ChronoUnit.MILLIS),
                micros(rush.firedGateErrorNanos() / NANOS_PER_MICRO),
                micros(rush.sendSpreadNanos() / NANOS_PER_MICRO)));
  }

  static String crash(CrashReport crash) {
    return line("crash", crash.line());
  }

  /** The result: outcomes, invariants, figures, verdict. */
  List<String> result(DrillResult r, @Nullable Path report, @Nullable Path json) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(row("outcome", "shoppers", "attempts"));
    for (Outcome outcome : Outcome.values()) {
      long shoppers = r.outcomes().getOrDefault(outcome, 0L);
      long attempts = r.attempts().getOrDefault(outcome, 0L);
      if (shoppers + attempts > 0) {
        lines.add(row(words(outcome), count(shoppers), count(attempts)));
      }
    }
    lines.add("");
    for (Invariant invariant : r.invariants()) {
      String sign = invariant.holds() ? green(unicode ? "✓" : "ok") : red(unicode ? "✗" : "NO");
      lines.add(
          "  %s %-3s %-18s %s"
              .formatted(sign, invariant.id(), invariant.name(), ascii(invariant.detail())));
    }
    lines.add("");
    lines.addAll(figures(r));
    lines.add("");
    Verdict verdict = r.verdict();
    String headline = verdict.headline() + " " + verdict.sentence();
    lines.add(verdict.good() ? green(headline) : red(headline));
    if (verdict.code() != ExitCode.HOLDS) {
      lines.add("Repeat it: " + r.settings().command() + " (exit " + verdict.code().code() + ")");
    }
    if (json != null) {
      lines.add("JSON:   " + json);
    }
    if (report != null) {
      lines.add("Report: " + report);
    }
    return lines;
  }

  private List<String> figures(DrillResult r) {
    Figures f = r.figures();
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "decisions",
            perSecond(f.decisionsPerSecond())
                + ", durable accepts "
                + perSecond(f.durableAcceptsPerSecond())));
    SaleState.Fsync fsync = r.end().fsync();
    if (fsync != null) {
      boolean inMemory = Boolean.TRUE.equals(r.host().dataFolderInMemory());
      lines.add(
          line(
              "fsync",
              "p50 %s, p99 %s, mean %s over %,d commits%s"
                  .formatted(
                      micros(fsync.p50()),
                      micros(fsync.p99()),
                      micros(fsync.mean()),
                      fsync.count(),
                      inMemory ? " (a memory file system: no real disk)" : "")));
    }
    lines.add(line("response", latency(r.rush().response()) + ", from the plan"));
    lines.add(line("service", latency(r.rush().service()) + ", from the write"));
    if (!Double.isNaN(f.soldOutAfterMs())) {
      lines.add(line("sold out", String.format(Locale.ROOT, "after %.1f ms", f.soldOutAfterMs())));
    }
    if (r.settled() + r.asked() > 0) {
      lines.add(
          line(
              "afterwards",
              "%,d open requests settled, %,d answered ones asked again"
                  .formatted(r.settled(), r.asked())));
    }
    lines.add(
        line(
            "memory",
            "client %s, market %s"
                .formatted(mib(r.clientPeakRssMiB()), mib(r.marketPeakRssMiB()))));
    return lines.stream().map(this::ascii).toList();
  }

  private static String latency(LatencySummary latency) {
    return "p50 %s, p99 %s, max %s"
        .formatted(micros(latency.p50Us()), micros(latency.p99Us()), micros(latency.maxUs()));
  }

  private static String line(String label, String text) {
    return "  %-10s %s".formatted(label, text);
  }

  private static String row(String label, String shoppers, String attempts) {
    return "  %-14s %12s %12s".formatted(label, shoppers, attempts);
  }

  /** {@code SOLD_OUT} reads {@code sold out}. */
  static String words(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String perSecond(double rate) {
    return Double.isNaN(rate)
        ? "not measured"
        : String.format(Locale.ROOT, "%,.0f per second", rate);
  }

  private static String mib(@Nullable Long mebibytes) {
    return mebibytes == null ? "not known" : count(mebibytes) + " MiB";
  }

  /** Microseconds in the unit that reads best. */
  static String micros(double us) {
    if (Double.isNaN(us)) {
      return "not measured";
    }
    if (us >= MICROS_PER_MILLI * 1e3) {
      return String.format(Locale.ROOT, "%.2f s", us / 1e6);
    }
    if (us < 1) {
      return String.format(Locale.ROOT, "%.0f ns", us * NANOS_PER_MICRO);
    }
    return us >= MICROS_PER_MILLI
        ? String.format(Locale.ROOT, "%.1f ms", us / MICROS_PER_MILLI)
        : String.format(Locale.ROOT, "%.1f us", us);
  }

  private String ascii(String text) {
    return unicode ? text.replaceAll("(\\d) us\\b", "$1 µs") : text;
  }

  private String green(String text) {
    return colour ? "\033[32m" + text + "\033[0m" : text;
  }

  private String red(String text) {
    return colour ? "\033[31m" + text + "\033[0m" : text;
  }
}
