package dev.freshet.cli.drill;

import dev.freshet.cli.ExitCode;
import dev.freshet.cli.Failure;
import dev.freshet.cli.Interruption;
import dev.freshet.cli.Output;
import dev.freshet.host.HostFacts;
import dev.freshet.host.ProcessMemory;
import dev.freshet.host.StallMeter;
import dev.freshet.host.StealMeter;
import dev.freshet.market.OrderSigner;
import dev.freshet.market.check.OrderRow;
import dev.freshet.market.check.ReadBack;
import dev.freshet.market.check.SaleChecker;
import dev.freshet.market.check.SaleCounts;
import dev.freshet.market.check.SaleTerms;
import dev.freshet.rush.ArmReport;
import dev.freshet.rush.RequestBook;
import dev.freshet.rush.Rush;
import dev.freshet.rush.RushException;
import dev.freshet.rush.RushPlan;
import dev.freshet.rush.RushResult;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rehearses a sale end to end: market, rush, settling, read back, verdict.
 *
 * <pre>{@code
 * DrillResult result = new Drill(settings, output).run();
 * }</pre>
 *
 * <h2>What happens when</h2>
 *
 * <ol>
 *   <li>A market is started in its own JVM on a free port, with a fresh data folder and a signing
 *       key made for this drill; while it boots, all requests are written and signed.
 *   <li>The client arms; T0 lies {@code --in} after that.
 *   <li>The rush is fired. A planned crash happens in the middle of it, on the market's side alone.
 *   <li>Shoppers whose fate is open are asked for again until each has a definite answer.
 *   <li>After a crash the orders are read back, and then everybody who holds an order asks again:
 *       each answer must be the same as before. The read back comes first, because a second asking
 *       would make a lost order anew.
 *   <li>All orders are read back, the market is stopped, and the checker compares.
 * </ol>
 *
 * <h2>A sale that was not fresh</h2>
 *
 * <p>With {@code --market} or a data folder of an earlier drill, orders may exist before T0. They
 * are read first and are the baseline: their units are taken off the stock, and the commit order is
 * judged from behind the last of them. What others buy <em>during</em> the rush cannot be told from
 * invented orders; rehearse on a sale that nobody else uses.
 *
 * <p>For one thread; {@link Interruption} may stop it at any time, and then it still verifies and
 * cleans up.
 */
public final class Drill {

  /** Gate error from which the client cannot judge: the table of exit codes. */
  private static final double MOST_GATE_ERROR_MS = 10;

  /** Stall over T0 from which the client cannot judge: the table of exit codes. */
  private static final double MOST_STALL_MS = 100;

  /** Before T0 the drill leaves the machine to the rush, which proves, collects and calibrates. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** T0 of a rush that was stopped before it: just far enough ahead to be valid. */
  private static final Duration AT_ONCE = Duration.ofMillis(200);

  private static final long TICK_MILLIS = 100;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int KEY_BYTES = 32;

  private final DrillSettings settings;
  private final Output output;
  private final Function<List<String>, List<String>> child;
  private final @Nullable String token;
  private final @Nullable String signingKey;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Rush firing;

  /**
   * Prepares a drill.
   *
   * @param settings what to do
   * @param output where progress is told
   */
  public Drill(DrillSettings settings, Output output) {
    this(settings, output, ChildCommand::of);
  }

  /** For tests that put something else in the place of the market's process. */
  Drill(DrillSettings settings, Output output, Function<List<String>, List<String>> child) {
    this.settings = settings;
    this.output = output;
    this.child = child;
    this.token = System.getenv("FRESHET_AUDIT_TOKEN");
    this.signingKey =
        settings.market() == null ? freshKey() : System.getenv(OwnMarket.KEY_VARIABLE);
  }

  private static String freshKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  /**
   * Runs the drill.
   *
   * @return everything that was found out
   * @throws Failure if the market cannot be started, dies, or does not answer; or the drill is
   *     interrupted before anything was fired
   * @throws dev.freshet.cli.BadInput if the market cannot use what it was given
   */
  public DrillResult run() {
    output.note("drill: " + Story.opening(settings));
    StealMeter steal = StealMeter.start();
    try (StallMeter stalls = StallMeter.start();
        OwnMarket own = settings.market() == null ? startMarket() : null) {
      return run(own, stalls, steal);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.INTERRUPTED, "interrupted", stopped);
    }
  }

  private OwnMarket startMarket() {
    CrashPlan plan =
        settings.crash() == null
            ? null
            : CrashPlan.of(
                settings.crash(),
                settings.seed(),
                Math.min(settings.stock(), settings.shoppers()),
                settings.connections());
    output.stage("starting the market");
    String key = signingKey == null ? "" : signingKey;
    return OwnMarket.start(settings, plan, key, line -> output.detail("market: " + line), child);
  }

  private DrillResult run(@Nullable OwnMarket own, StallMeter stalls, StealMeter steal)
      throws InterruptedException {
    long began = System.nanoTime();
    boolean fresh = own != null && settings.data() == null;
    Prepared prepared = fresh ? prepare(0, "127.0.0.1") : null;
    URI address = own == null ? market() : awaitAddress(own);
    if (Interruption.asked()) {
      throw new Failure(ExitCode.INTERRUPTED, "interrupted before T0; nothing was fired");
    }
    if (own != null) {
      own.watch(line -> stopFiring());
    }
    MarketClient client = new MarketClient(address, settings.sku(), token);
    SaleState before = client.sale();
    List<OrderRow> baseline = before.sold() == 0 ? List.of() : client.orders(0);
    SaleTerms terms = terms(before, baseline);
    if (prepared == null) {
      prepared = prepare(terms.baseSeq(), address.getAuthority());
    }
    output.note(Story.market(address, before, own == null ? -1 : System.nanoTime() - began));

    output.stage("arming " + settings.connections() + " connections");
    Rounds rounds = new Rounds(address, prepared.forms(), settings.connections(), output);
    RushPlan plan = rounds.plan(prepared.book(), settings.connections()).build();
    Ledger ledger = new Ledger(prepared.forms(), settings.shoppers());
    try {
      Fired fired = rush(plan, own);
      RushResult result = fired.result();
      CrashReport crash = own == null ? null : own.awaitSettled();
      boolean crashed = crash != null && crash.reached();
      ledger.add(RushPass.rush(result));
      output.note(Story.fired(result));
      if (crash != null) {
        output.note(Story.crash(crash));
      }
      double stallMs = stallOver(result, stalls);
      int settled = rounds.settle(ledger);
      int asked = 0;
      List<ReadBack> earlier = new ArrayList<>();
      if (crashed) {
        output.stage("reading the orders back");
        earlier.add(new ReadBack(System.nanoTime(), client.orders(terms.baseSeq())));
        asked = rounds.askAgain(ledger);
      }
      output.stage("reading the orders back");
      List<OrderRow> orders = client.orders(terms.baseSeq());
      SaleState end = client.sale();
      Long marketMemory = own == null ? end.peakRssMiB() : own.peakRssMiB();
      HostFacts host =
          HostFacts.read(own == null ? null : own.data()).withStealPercent(steal.percent());
      if (own != null) {
        output.stage("stopping the market");
        own.close();
      }
      output.stage("checking");
      SaleCounts counts = counts(before, end, terms, crashed);
      var invariants = SaleChecker.check(terms, ledger.history(), orders, counts, earlier);
      Long firstOrder = crashed || before.firstOrderNanos() != null ? null : end.firstOrderNanos();
      OptionalLong clientMemory = ProcessMemory.peakRssMiB(ProcessHandle.current().pid());
      return new DrillResult(
          settings,
          address,
          terms,
          end,
          fired.armed(),
          result,
          ledger.outcomes(),
          ledger.attempts(),
          settled,
          asked,
          ledger.holders().length,
          orders.size(),
          invariants,
          new Figures(result, end.available() <= 0, firstOrder),
          crash,
          stallMs,
          clientMemory.isPresent() ? clientMemory.getAsLong() : null,
          marketMemory,
          host,
          Verdict.of(
              invariants,
              troubles(result, ledger),
              doubt(result, crash, stallMs),
              Interruption.asked(),
              settings.shoppers()));
    } catch (RushException broken) {
      String died = own == null ? null : own.trouble();
      String line = died == null ? String.valueOf(broken.getMessage()) : died;
      ExitCode code =
          broken.isLate()
              ? ExitCode.CANNOT_JUDGE
              : Interruption.asked() ? ExitCode.INTERRUPTED : ExitCode.INTERNAL;
      throw new Failure(code, line, broken);
    }
  }

  /** What is left of a rush whose connections are closed. */
  private record Fired(ArmReport armed, RushResult result) {}

  /** Arms, fires, and closes: open connections would hold up the drain of the market. */
  private Fired rush(RushPlan plan, @Nullable OwnMarket own)
      throws RushException, InterruptedException {
    try (Rush rush = Rush.arm(plan)) {
      output.note(Story.armed(rush.armed()));
      return new Fired(rush.armed(), fire(rush, own));
    }
  }

  private URI market() {
    URI given = settings.market();
    if (given == null) {
      throw new IllegalStateException("no market was given");
    }
    return given;
  }

  private static URI awaitAddress(OwnMarket own) {
    try (var _ = Interruption.whenAsked(Thread.currentThread()::interrupt)) {
      return own.awaitAddress();
    }
  }

  /** All requests of the rush and what they were made from. */
  private record Prepared(OrderForms forms, RequestBook book) {}

  private Prepared prepare(long baseSeq, String authority) {
    long plannedMillis = Instant.now().plus(settings.in()).toEpochMilli();
    OrderSigner signer =
        signingKey == null || signingKey.isEmpty()
            ? null
            : OrderSigner.hmacSha256(signingKey.getBytes(StandardCharsets.UTF_8));
    OrderForms forms =
        new OrderForms(settings.sku(), authority, settings.seed(), baseSeq, plannedMillis, signer);
    return new Prepared(forms, forms.book(settings.shoppers()));
  }

  private SaleTerms terms(SaleState before, List<OrderRow> baseline) {
    long units = baseline.stream().mapToLong(OrderRow::quantity).sum();
    long last = baseline.stream().mapToLong(OrderRow::seq).max().orElse(0);
    if (units > before.stock()) {
      throw new Failure(
          ExitCode.OVERSOLD,
          "the sale was oversold before the drill began: %,d units of %,d"
              .formatted(units, before.stock()));
    }
    return new SaleTerms(settings.sku(), before.stock() - units, before.perUser(), last);
  }

  private static SaleCounts counts(
      SaleState before, SaleState end, SaleTerms terms, boolean crashed) {
    long earlier = before.stock() - terms.stock();
    return new SaleCounts(
        end.stock() - earlier,
        end.available(),
        end.sold() - earlier,
        crashed ? SaleCounts.UNKNOWN : end.accepted() - before.accepted());
  }

  private RushResult fire(Rush rush, @Nullable OwnMarket own)
      throws RushException, InterruptedException {
    firing = rush;
    try (var _ = Interruption.whenAsked(this::stopFiring)) {
      if (own != null && own.trouble() != null) {
        stopFiring();
      }
      Instant t0 = Instant.now().plus(settings.in());
      // A stopped rush sends nothing, but it does wait for its T0: let that be soon.
      return rush.fire(countdown(t0) ? t0 : Instant.now().plus(AT_ONCE));
    } finally {
      firing = null;
    }
  }

  /** Interrupted, or the market is gone: there is nobody left to fire at. */
  private void stopFiring() {
    Rush rush = firing;
    if (rush != null) {
      rush.stop();
    }
    stopped.countDown();
  }

  /**
   * Waits until shortly before T0, showing the seconds on a terminal; silent at the end, when the
   * rush wants the machine for itself.
   *
   * @return false if the drill was stopped meanwhile
   */
  private boolean countdown(Instant t0) throws InterruptedException {
    output.stage("armed; T0 is " + t0.truncatedTo(ChronoUnit.MILLIS));
    Instant quiet = t0.minus(QUIET);
    while (Instant.now().isBefore(quiet)) {
      Duration left = Duration.between(Instant.now(), t0);
      output.tick(String.format(Locale.ROOT, "armed; firing in %.1f s", left.toMillis() / 1e3));
      if (stopped.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return stopped.getCount() > 0;
  }

  private static double stallOver(RushResult result, StallMeter stalls) {
    long t0 = result.t0NanoTime();
    long burst = result.firstWriteAfterT0Nanos() + result.sendSpreadNanos();
    return stalls.longestOverlappingNanos(t0, t0 + Math.max(0, burst)) / NANOS_PER_MILLI;
  }

  private static String troubles(RushResult result, Ledger ledger) {
    if (ledger.nonsense() > 0) {
      return "%,d answers of the market were no answers".formatted(ledger.nonsense());
    }
    String trouble = result.trouble();
    return trouble == null || result.interrupted() ? "" : trouble;
  }

  private static String doubt(RushResult result, @Nullable CrashReport crash, double stallMs) {
    if (result.attempts() == 0) {
      return ""; // nothing was fired, so nobody was late
    }
    double gateMs = result.firedGateErrorNanos() / NANOS_PER_MILLI;
    if (gateMs > MOST_GATE_ERROR_MS) {
      return String.format(Locale.ROOT, "the gate let go %.1f ms late", gateMs);
    }
    if (stallMs > MOST_STALL_MS) {
      return String.format(Locale.ROOT, "the client stalled for %.0f ms over T0", stallMs);
    }
    boolean missed = crash != null && !crash.reached() && !result.interrupted();
    return missed ? "the crash was never reached" : "";
  }
}
