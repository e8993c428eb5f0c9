package dev.freshet.host.scheduling;

import dev.freshet.host.process.ProcessReader;
import dev.freshet.host.system.SystemRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

/**
 * Prints what changes of the carriers, migrations and false sharing cost on this machine. Not a
 * test: run it by hand, as the module's README says.
 */
final class SchedulingFigures {
  private static final int ROUNDS = 30;

  private SchedulingFigures() {}

  public static void main(String... arguments) throws InterruptedException {
    Carriers carriers = Carriers.ofThisJvm();
    System.out.printf(
        Locale.ROOT, "carriers: parallelism %d, %d rounds%n", carriers.parallelism(), ROUNDS);
    // What the JIT has not seen yet would be counted to the first size.
    carriers.costs(1, ROUNDS);
    for (int delta : List.of(1, 32, 128)) {
      List<Carriers.Change> changes = carriers.costs(delta, ROUNDS);
      print("+" + delta, changes.stream().filter(change -> change.after() > change.before()));
      print("-" + delta, changes.stream().filter(change -> change.after() < change.before()));
    }
    System.out.printf(Locale.ROOT, "migration: ns more than staying, %d moves%n", 50);
    for (MigrationProbe.Cost cost :
        MigrationProbe.run(List.of(64L, 32L << 10, 256L << 10, 1L << 20, 4L << 20), 50)) {
      MedianInterval interval = cost.interval();
      System.out.printf(
          Locale.ROOT,
          "%8d KiB  %10.0f ns  [%.0f, %.0f]%n",
          cost.workingSetBytes() >> 10,
          interval.median(),
          interval.low(),
          interval.high());
    }
    squeeze("side by side", 1);
    squeeze("128 B apart", 16);
    reading();
  }

  /** What a look at all threads of a JVM costs the one who looks. */
  private static void reading() {
    ProcessReader self =
        ProcessReader.of(SystemRoot.ofThisMachine(), ProcessHandle.current().pid());
    List<Double> micros = new ArrayList<>();
    int threads = 0;
    for (int i = 0; i < 200; i++) {
      long begin = System.nanoTime();
      threads = self.threads().size();
      if (i >= 100) {
        micros.add((System.nanoTime() - begin) / 1e3 / threads);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "reading %d threads: %.1f us a thread%n",
        threads,
        MedianInterval.of(micros).median());
  }

  private static void print(String delta, Stream<Carriers.Change> some) {
    List<Carriers.Change> changes = some.toList();
    MedianInterval set =
        MedianInterval.of(changes.stream().map(change -> change.setNanos() / 1e3).toList());
    MedianInterval effect =
        MedianInterval.of(changes.stream().map(change -> change.effectNanos() / 1e3).toList());
    System.out.printf(
        Locale.ROOT,
        "%5s  set %8.1f us [%.1f, %.1f]  effect %9.1f us [%.1f, %.1f]  proven %d of %d%n",
        delta,
        set.median(),
        set.low(),
        set.high(),
        effect.median(),
        effect.low(),
        effect.high(),
        changes.stream().filter(Carriers.Change::proven).count(),
        changes.size());
  }

  private static void squeeze(String name, int stride) throws InterruptedException {
    AtomicLongArray counters = new AtomicLongArray(64);
    SqueezeProbe.Result result =
        SqueezeProbe.run(
            times -> increment(counters, 16, times),
            times -> increment(counters, 16 + stride, times),
            10,
            Duration.ofMillis(50));
    MedianInterval speedUp = result.speedUp();
    System.out.printf(
        Locale.ROOT,
        "squeeze, counters %s: two CPUs %.0f/us, one %.0f/us, speed-up %.2f [%.2f, %.2f]: %s%n",
        name,
        MedianInterval.of(result.apartPerMicro()).median(),
        MedianInterval.of(result.squeezedPerMicro()).median(),
        speedUp.median(),
        speedUp.low(),
        speedUp.high(),
        result.finding());
  }

  private static void increment(AtomicLongArray counters, int index, int times) {
    for (int i = 0; i < times; i++) {
      counters.setOpaque(index, counters.getOpaque(index) + 1);
    }
  }
}
