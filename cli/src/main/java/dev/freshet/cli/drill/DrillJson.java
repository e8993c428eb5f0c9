package dev.freshet.cli.drill;

import dev.freshet.cli.ExitCode;
import dev.freshet.host.GateError;
import dev.freshet.host.HostFacts;
import dev.freshet.report.JsonFile;
import dev.freshet.rush.Outcome;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the result of a drill as JSON, schema {@code freshet/drill/1}. Units stand in the names.
 */
public final class DrillJson {
  private static final String SCHEMA = "freshet/drill/1";

  private static final List<String> FSYNC = List.of("p50", "p99", "mean", "count");

  private static final List<String> LATENCY = List.of("p50", "p90", "p99", "p999", "max");

  /** What only a drill with a result can know, in the same shape. */
  private static final Map<String, List<String>> UNKNOWN =
      Map.of(
          "outcomes", Arrays.stream(Outcome.values()).map(DrillJson::camel).toList(),
          "orders", List.of("accepted", "readBack"),
          "timing", List.of("gateErrorUs", "sendSpreadUs", "firstArrivalUs", "soldOutAfterMs"),
          "throughput", List.of("decisionsPerSecond", "durableAcceptsPerSecond"),
          "latencyUs", List.of("response", "service"),
          "fsyncUs", FSYNC,
          "memory", List.of("clientPeakRssMiB", "marketPeakRssMiB"));

  private static final Map<String, List<String>> UNKNOWN_WITHIN =
      Map.of(
          "gateErrorUs", List.of("p50", "p99", "max", "fired"),
          "response", LATENCY,
          "service", LATENCY);

  private DrillJson() {}

  /**
   * Writes a whole result.
   *
   * @param file where to
   * @param result what to write
   */
  public static void write(Path file, DrillResult result) {
    JsonFile.write(file, SCHEMA, body(result));
  }

  /**
   * Writes what there is to say of a drill that found no result.
   *
   * @param file where to
   * @param settings what was asked for
   * @param code its exit code
   * @param line why
   */
  public static void writeFailure(Path file, DrillSettings settings, ExitCode code, String line) {
    Map<String, Object> body = head(settings, code, line);
    body.put("shoppers", settings.shoppers());
    body.put("stock", settings.market() == null ? settings.stock() : null);
    body.put("connections", settings.connections());
    body.put("transport", null);
    UNKNOWN.forEach((name, fields) -> body.put(name, nothing(fields)));
    body.put("attempts", null);
    body.put("invariants", List.of());
    body.put("elapsedMs", elapsedMs());
    body.put("host", HostFacts.read(settings.data()));
    JsonFile.write(file, SCHEMA, body);
  }

  /** All fields, each null: who reads a figure by its path finds that there is none. */
  private static Map<String, Object> nothing(List<String> fields) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (String field : fields) {
      body.put(
          field, UNKNOWN_WITHIN.containsKey(field) ? nothing(UNKNOWN_WITHIN.get(field)) : null);
    }
    return body;
  }

  private static Map<String, Object> head(DrillSettings settings, ExitCode code, String verdict) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("exitCode", code.code());
    body.put("verdict", verdict);
    body.put("command", settings.command());
    body.put("seed", settings.seed());
    return body;
  }

  private static Map<String, Object> body(DrillResult r) {
    DrillSettings settings = r.settings();
    Map<String, Object> body =
        head(settings, r.verdict().code(), r.verdict().headline() + " " + r.verdict().sentence());
    body.put("market", r.address().toString());
    body.put("sku", r.terms().sku());
    body.put("bug", r.end().bug());
    body.put("shoppers", settings.shoppers());
    body.put("stock", r.terms().stock());
    body.put("connections", settings.connections());
    body.put("transport", r.end().transport());
    body.put("clientTransport", r.armed().transport());
    body.put("outcomes", outcomes(r.outcomes()));
    body.put("attempts", r.attempts().values().stream().mapToLong(Long::longValue).sum());
    body.put("attemptOutcomes", outcomes(r.attempts()));
    body.put("afterwards", Map.of("settled", r.settled(), "askedAgain", r.asked()));
    body.put("orders", pairs("accepted", r.accepted(), "readBack", r.readBack()));
    body.put("invariants", r.invariants());
    body.put("crash", r.crash() == null ? null : crash(r.crash()));
    body.put("timing", timing(r));
    body.put(
        "throughput",
        pairs(
            "decisionsPerSecond", r.figures().decisionsPerSecond(),
            "durableAcceptsPerSecond", r.figures().durableAcceptsPerSecond()));
    body.put(
        "latencyUs",
        pairs("response", r.rush().response().json(), "service", r.rush().service().json()));
    SaleState.Fsync fsync = r.end().fsync();
    body.put("fsyncUs", fsync == null ? nothing(FSYNC) : fsync(fsync));
    body.put(
        "memory",
        pairs("clientPeakRssMiB", r.clientPeakRssMiB(), "marketPeakRssMiB", r.marketPeakRssMiB()));
    body.put("elapsedMs", elapsedMs());
    body.put("host", r.host());
    return body;
  }

  private static Map<String, Object> outcomes(Map<Outcome, Long> counts) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      body.put(camel(outcome), counts.getOrDefault(outcome, 0L));
    }
    return body;
  }

  /** {@code SOLD_OUT} is written {@code soldOut}. */
  private static String camel(Outcome outcome) {
    return outcome == Outcome.SOLD_OUT ? "soldOut" : outcome.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> timing(DrillResult r) {
    GateError gate = r.armed().rehearsal();
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("p50", gate.p50Us());
    error.put("p99", gate.p99Us());
    error.put("max", gate.maxUs());
    error.put("rounds", gate.rounds());
    error.put("fired", r.rush().firedGateErrorNanos() / 1e3);
    Map<String, Object> timing = new LinkedHashMap<>();
    timing.put("t0", t0(r).toString());
    timing.put("gateErrorUs", error);
    timing.put("sendSpreadUs", r.rush().sendSpreadNanos() / 1e3);
    timing.put("firstArrivalUs", r.figures().firstArrivalUs());
    timing.put("firstArrivalBy", r.figures().firstArrivalByMarket() ? "market" : "client");
    timing.put("soldOutAfterMs", r.figures().soldOutAfterMs());
    timing.put("clientStallMs", r.stallMs());
    timing.put("connectionsProven", r.rush().connectionsProven());
    timing.put("reconnects", r.rush().reconnects());
    timing.put("clockErrorNs", r.rush().anchor().errorNanos());
    return timing;
  }

  static Instant t0(DrillResult r) {
    return Instant.ofEpochSecond(0, r.rush().anchor().toEpochNanos(r.rush().t0NanoTime()));
  }

  private static Map<String, Object> crash(CrashReport crash) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("kind", crash.kind().name().toLowerCase(Locale.ROOT));
    body.put("stage", crash.stage());
    body.put("order", crash.order());
    body.put("reached", crash.reached());
    body.put("wal", crash.wal());
    body.put("syncedBytes", crash.syncedBytes());
    body.put("cutBytes", crash.cutBytes());
    body.put("downMs", crash.downMs());
    return body;
  }

  private static Map<String, Object> fsync(SaleState.Fsync fsync) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("p50", fsync.p50());
    body.put("p99", fsync.p99());
    body.put("mean", fsync.mean());
    body.put("count", fsync.count());
    return body;
  }

  private static Map<String, Object> pairs(
      String first, @Nullable Object one, String second, @Nullable Object two) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(first, one);
    body.put(second, two);
    return body;
  }

  /** Since the JVM was started, so that its own start counts. */
  static long elapsedMs() {
    // Not ProcessHandle's start: on Linux it counts from a boot time rounded to a second.
    return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
  }
}
