package dev.freshet.cli;

import dev.freshet.host.HostFacts;
import dev.freshet.host.StallMeter;
import dev.freshet.host.StealMeter;
import dev.freshet.report.JsonFile;
import dev.freshet.rush.Outcome;
import dev.freshet.rush.RequestBook;
import dev.freshet.rush.RequestTemplate;
import dev.freshet.rush.Rush;
import dev.freshet.rush.RushException;
import dev.freshet.rush.RushPlan;
import dev.freshet.rush.RushResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code freshet rush}: one burst at one instant, or a closed loop, against any HTTP/1.1 server
 * nearby.
 */
@Command(
    name = "rush",
    description = {
      "Fire many requests at one instant, or keep a closed loop going, against an HTTP/1.1 server"
          + " on a loopback or private address.",
      "",
      "{n} in --header and --body becomes the number of the request, from 0. Requests that end"
          + " without a decision are sent again with identical bytes until the deadline, if the"
          + " method allows it or an Idempotency-Key is given."
    },
    footer = {
      "",
      "Exit status: 0 all answered definitely, 1 target unreachable or no HTTP, 2 bad input,"
          + " 16 unanswered, 20 this client was late or stalled at T0, 130 interrupted.",
      "",
      "Example:",
      "  freshet rush --url http://127.0.0.1:8080/sales/demo/orders --count 10000 --in 2s \\",
      "    --header 'Idempotency-Key: run1-{n}' --body '{\"user\":\"u{n}\",\"quantity\":1}'"
    })
final class RushCommand implements Callable<Integer> {
  /** Methods that may be repeated by their definition (RFC 9110, section 9.2.2). */
  private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

  /** Connections are not held open for longer than this before T0: servers close idle ones. */
  private static final Duration ARM_AHEAD = Duration.ofSeconds(10);

  /** Requests beyond this many bytes are rendered when their turn comes, not kept ready. */
  private static final long BOOK_BYTES = 256L << 20;

  /** Attempts beyond this many are counted, not kept, unless --history asks for them: 64 MB. */
  private static final int KEPT_ATTEMPTS = 1_000_000;

  /** Files that the program has open besides its connections, rounded up. */
  private static final int OTHER_FILES = 64;

  @Mixin Verbosity verbosity = new Verbosity();
  @Mixin ResultFiles results = new ResultFiles();

  @Option(names = "--url", paramLabel = "URL", required = true, description = "Where to send to.")
  String url = "";

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description = "GET, or POST with a body, unless said otherwise.")
  @Nullable String method;

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "A header; may be given often.")
  List<String> headers = new ArrayList<>();

  @Option(
      names = "--body",
      paramLabel = "TEXT|@FILE",
      description = "The body, or the file that holds it.")
  @Nullable String body;

  @Option(
      names = "--connections",
      paramLabel = "N",
      converter = CountConverter.class,
      description = "Connections held open (default: ${DEFAULT-VALUE}).")
  int connections = 200;

  @Option(
      names = "--count",
      paramLabel = "N",
      converter = CountConverter.class,
      description = "One burst of this many requests.")
  @Nullable Integer count;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "A closed loop for this long, such as 10s.")
  @Nullable Duration duration;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      converter = InstantConverter.class,
      description = "T0 with its zone, such as 2026-11-27T20:00:00+01:00.")
  @Nullable Instant at;

  @Option(
      names = "--in",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "T0 counted from armed (default: 2s; 500ms with --duration).")
  @Nullable Duration in;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "For one request with all its attempts (default: 5s).")
  Duration deadline = Duration.ofSeconds(5);

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "Write every attempt as one line of JSON.")
  @Nullable Path history;

  @Override
  public Integer call() throws InterruptedException {
    long started = System.nanoTime();
    Output output = verbosity.output();
    results.requireWritable();
    ResultFiles.requireWritable("--history", history);
    HostFacts host = HostFacts.read(null);
    Prepared prepared = prepare(host);
    CountDownLatch asked = new CountDownLatch(1);
    try (StallMeter stalls = StallMeter.start();
        var _ = Interruption.whenAsked(asked::countDown)) {
      StealMeter steal = StealMeter.start();
      waitUntilArming(output, asked);
      output.stage("arming " + connections + " connections to " + url);
      try (Rush rush = Rush.arm(prepared.plan());
          var _ = Interruption.whenAsked(rush::stop)) {
        Instant t0 = t0();
        output.stage("armed; firing at " + t0);
        RushResult result = rush.fire(t0);
        output.clear();
        RushSummary summary =
            new RushSummary(
                url,
                prepared.method(),
                connections,
                rush.armed(),
                result,
                t0,
                count != null,
                stallOverT0(stalls, result),
                stalls.longestNanos(),
                host.withStealPercent(steal.percent()),
                System.nanoTime() - started);
        write(output, prepared, summary, result);
        ExitCode code = judge(output, summary, result);
        return code.code();
      }
    } catch (RushException e) {
      output.clear();
      writeFailure(e);
      throw new Failure(
          e.isLate()
              ? ExitCode.CANNOT_JUDGE
              : Interruption.asked() ? ExitCode.INTERRUPTED : ExitCode.INTERNAL,
          e.getMessage() == null ? "failed" : e.getMessage(),
          e);
    }
  }

  // ---- what is asked for

  private record Prepared(RushPlan plan, String method, @Nullable RequestBook book) {}

  private Prepared prepare(HostFacts host) {
    if ((count == null) == (duration == null)) {
      throw new BadInput(
          "--count, --duration: give one of the two, the size of a burst or the length of a closed loop");
    }
    if (at != null && in != null) {
      throw new BadInput("--at, --in: give one of the two");
    }
    if (at != null && !at.isAfter(Instant.now())) {
      throw BadInput.of("--at", at, "in the future");
    }
    positive("--deadline", deadline);
    if (duration != null) {
      positive("--duration", duration);
    }
    Long files = host.openFilesLimit();
    if (files != null && connections + OTHER_FILES > files) {
      throw BadInput.of(
          "--connections",
          connections,
          "at most "
              + Math.max(0, files - OTHER_FILES)
              + ", for this process may hold "
              + files
              + " files open (ulimit -n)");
    }
    try {
      return plan(URI.create(new URI(url).toASCIIString()));
    } catch (URISyntaxException e) {
      throw BadInput.of("--url", url, "an address such as http://127.0.0.1:8080/path");
    } catch (IllegalArgumentException e) {
      throw new BadInput("--" + e.getMessage(), e);
    }
  }

  private Prepared plan(URI target) {
    RushPlan.Builder plan = RushPlan.builder(target).connections(connections).deadline(deadline);
    byte[] bytes = bodyBytes();
    String verb =
        method != null ? method.toUpperCase(Locale.ROOT) : bytes.length > 0 ? "POST" : "GET";
    String path =
        target.getRawPath() == null || target.getRawPath().isEmpty() ? "/" : target.getRawPath();
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    RequestTemplate.Builder request =
        RequestTemplate.builder(verb, path + query, target.getRawAuthority());
    boolean keyed = false;
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw BadInput.of("--header", header, "NAME: VALUE");
      }
      String name = header.substring(0, colon).strip();
      String value = header.substring(colon + 1).strip();
      keyed |= name.equalsIgnoreCase("idempotency-key") && value.contains("{n}");
      request.header(name, value);
    }
    RequestTemplate template = request.body(bytes).build();
    plan.retryable(keyed || REPEATABLE.contains(verb));
    RequestBook book = null;
    if (!template.numbered()) {
      plan.repeat(template.bytes(0));
    } else if (count != null && (long) count * template.bytes(count).length <= BOOK_BYTES) {
      RequestBook.Builder pages = RequestBook.builder();
      for (int n = 0; n < count; n++) {
        pages.add(template.bytes(n), template.key(n));
      }
      book = pages.build();
      plan.book(book);
    } else {
      plan.template(template);
    }
    if (count != null) {
      plan.count(count);
      plan.history(history != null || count <= KEPT_ATTEMPTS);
    } else if (duration != null) {
      plan.duration(duration);
      plan.history(history != null);
    }
    return new Prepared(plan.build(), verb, book);
  }

  private byte[] bodyBytes() {
    String text = body;
    if (text == null) {
      return new byte[0];
    }
    if (!text.startsWith("@")) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    Path file = Path.of(text.substring(1));
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadInput(
          "--body '" + text + "': must be a file that can be read, and it is not", e);
    }
  }

  private static void positive(String option, Duration value) {
    if (value.isZero()) {
      throw BadInput.of(option, "0", "more than zero");
    }
  }

  // ---- when it is fired

  private void waitUntilArming(Output output, CountDownLatch asked) throws InterruptedException {
    if (at == null) {
      return;
    }
    long wait = Duration.between(Instant.now(), at.minus(ARM_AHEAD)).toMillis();
    if (wait > 0) {
      output.stage("waiting; arming " + ARM_AHEAD.toSeconds() + " s before " + at);
      var _ = asked.await(wait, TimeUnit.MILLISECONDS);
    }
  }

  private Instant t0() {
    if (at == null) {
      Duration ahead = in != null ? in : Duration.ofMillis(duration != null ? 500 : 2000);
      return Instant.now().plus(ahead).plusMillis(1);
    }
    if (!at.isAfter(Instant.now()) && !Interruption.asked()) {
      throw BadInput.of(
          "--at", at, "far enough ahead to connect and warm up, and it passed meanwhile");
    }
    return at;
  }

  private static long stallOverT0(StallMeter stalls, RushResult result) {
    long t0 = result.t0NanoTime();
    return stalls.longestOverlappingNanos(
        t0 - 1_000_000, t0 + 1_000_000 + result.sendSpreadNanos());
  }

  // ---- what came of it

  private void write(Output output, Prepared prepared, RushSummary summary, RushResult result) {
    try {
      if (history != null) {
        result.history().writeJsonLines(history, prepared.book(), result.anchor());
      }
      Path json = results.json();
      if (json != null) {
        JsonFile.write(json, "freshet/rush/1", summary.json());
      }
      Path report = results.report();
      if (report != null) {
        summary.html().write(report);
      }
    } catch (UncheckedIOException e) {
      throw new Failure(ExitCode.INTERNAL, String.valueOf(e.getMessage()), e);
    }
    summary.lines().forEach(output::say);
  }

  private void writeFailure(RushException e) {
    Path json = results.json();
    if (json != null) {
      Map<String, Object> failed = new LinkedHashMap<>();
      failed.put("url", url);
      failed.put("error", String.valueOf(e.getMessage()));
      JsonFile.write(json, "freshet/rush/1", failed);
    }
  }

  private static ExitCode judge(Output output, RushSummary summary, RushResult result) {
    ExitCode code = ExitCode.HOLDS;
    if (result.nonsense() > 0) {
      output.note(
          "freshet rush: the target sent something that is not HTTP "
              + result.nonsense()
              + " times");
      code = code.and(ExitCode.INTERNAL);
    }
    if (result.trouble() != null) {
      output.note("freshet rush: called off, for " + summary.url() + " " + result.trouble());
    }
    if (summary.unresolved() > 0) {
      code = code.and(ExitCode.UNRESOLVED);
    }
    if (summary.cannotJudge() != null) {
      output.note("freshet rush: " + summary.cannotJudge());
      code = code.and(ExitCode.CANNOT_JUDGE);
    }
    boolean sentNothing = result.interrupted() && result.count(Outcome.UNSENT) > 0;
    return result.interrupted() || sentNothing ? code.and(ExitCode.INTERRUPTED) : code;
  }
}
