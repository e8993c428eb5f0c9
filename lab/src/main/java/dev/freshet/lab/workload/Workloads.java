package dev.freshet.lab.workload;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.study.Studies;
import dev.freshet.lab.subject.SubjectKind;
import dev.freshet.lab.subject.Subjects;
import dev.freshet.lab.workload.Workload.LatencyAxis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * The catalogue of workloads.
 *
 * {@snippet lang=java :
 * Workload sleep = Workloads.named("sleep").orElseThrow();
 * Measurement measured = sleep.run(trial); // in the measuring JVM: see ChildJvm
 * }
 *
 * <p>Stateless; safe for all threads.
 */
public final class Workloads {
  /** The one whose trials have to be told the address of a market. */
  public static final String HTTP = "http";

  /** Those that make sense for all kinds of tasks, best known first. */
  private static final List<String> GENERAL =
      List.of(
          "freshet-virtual",
          "freshet-fresh",
          "freshet-platform",
          "freshet-elastic",
          "freshet-ring",
          "freshet-channel",
          "freshet-sharded",
          "freshet-priority",
          "freshet-edf",
          "freshet-lifo",
          "freshet-dualwindow",
          "freshet-thresholds",
          "freshet-gradient",
          "ThreadPoolExecutor",
          "ForkJoinPool",
          "VirtualThreadPerTask",
          "SemaphoreOutside",
          "SemaphoreInside",
          "Disruptor",
          "JCTools",
          "Jox",
          "Netty");

  /** Those that burn a processor with each thread while they wait. */
  private static final List<String> SPINNING = List.of("DisruptorYielding");

  /** With those: where there are as many threads as processors, and the next task is at hand. */
  private static final List<String> BUSY =
      Stream.concat(GENERAL.stream(), SPINNING.stream()).toList();

  /**
   * Places for a flood of short tasks: those of TaskPool by default. With few places producers and
   * workers wake each other all the time, and that is what would be measured.
   */
  private static final int FLOOD = 65_536;

  /**
   * Places where tasks wait for something: few, so that the latencies are those of the pool and not
   * of the time that a full queue takes.
   */
  private static final int WAITING = 1_024;

  /** One no-op task in so many is clocked: two readings of 25 ns in 64 tasks of some 30 ns. */
  private static final int ONE_IN = 64;

  private static final List<Workload> LOADS =
      List.of(
          new ClosedWorkload(
              "noop",
              "tasks that do nothing: what the hand-over costs",
              LatencyAxis.START,
              BUSY,
              1,
              IntUnaryOperator.identity(),
              2,
              Duration.ofNanos(500),
              FLOOD,
              ONE_IN,
              0,
              _ -> _ -> {}),
          new ClosedWorkload(
              "sleep",
              "tasks that wait for 10 ms, as for a remote call",
              LatencyAxis.START,
              GENERAL,
              1,
              _ -> 1_000,
              2,
              Duration.ofMillis(10),
              WAITING,
              1,
              0,
              _ -> new SleepBody()),
          new ClosedWorkload(
              "cpu",
              "tasks that compute for about 5 µs",
              LatencyAxis.START,
              BUSY,
              1,
              IntUnaryOperator.identity(),
              2,
              Duration.ofNanos(5_000),
              FLOOD,
              1,
              0,
              _ -> new CpuBody()),
          new ClosedWorkload(
              "primes",
              "primes up to ten million by trial division, in 1,000 tasks",
              LatencyAxis.START,
              GENERAL,
              1,
              IntUnaryOperator.identity(),
              2.5,
              Duration.ofMillis(1),
              WAITING,
              1,
              1_000,
              _ -> new PrimesBody()),
          new ClosedWorkload(
              HTTP,
              "blocking calls of a market over loopback: three views, then an order",
              LatencyAxis.RESPONSE,
              without("freshet-sharded", "Disruptor", "JCTools"),
              1,
              _ -> 64,
              3,
              Duration.ofMillis(2),
              WAITING,
              1,
              0,
              HttpBody::new),
          new ClosedWorkload(
              "samekey",
              "updates of one key behind a backend that charges 200 µs a call and 2 µs an update",
              LatencyAxis.RESPONSE,
              Stream.concat(
                      Stream.of("freshet-batcher", "freshet-keyed"),
                      without("freshet-sharded").stream())
                  .toList(),
              1,
              _ -> 4,
              2,
              Duration.ofNanos(200_000),
              WAITING,
              1,
              0,
              trial -> new SameKeyBody(trial.cell().limit())),
          new StepWorkload(without("VirtualThreadPerTask")),
          new FlightWorkload("flight100k", 100_000, List.of(), holding(GENERAL), 3),
          new FlightWorkload("flight1M", 1_000_000, List.of("-Xmx1g"), holdingMillion(GENERAL), 5));

  private static final List<Workload> ALL =
      Stream.concat(LOADS.stream(), Studies.ALL.stream()).toList();

  private Workloads() {}

  private static List<String> without(String... names) {
    List<String> out = List.of(names);
    return GENERAL.stream().filter(name -> !out.contains(name)).toList();
  }

  /** All but the one that sheds what waits for long, and the one that lets nobody wait inside. */
  private static List<String> holding(List<String> names) {
    return names.stream()
        .filter(name -> !name.equals("freshet-lifo") && !name.equals("SemaphoreOutside"))
        .toList();
  }

  private static List<String> holdingMillion(List<String> names) {
    return holding(names).stream()
        .filter(name -> Subjects.named(name).orElseThrow().holdsMillion())
        .toList();
  }

  /**
   * All of them.
   *
   * @return in the order of the documentation
   */
  public static List<Workload> all() {
    return ALL;
  }

  /**
   * The one of that name.
   *
   * @param name such as {@code sleep}
   * @return empty if there is none
   */
  public static Optional<Workload> named(String name) {
    return ALL.stream().filter(workload -> workload.name().equals(name)).findFirst();
  }

  /**
   * Whether a subject burns a processor with each of its threads: with more of them than processors
   * it measures its own starvation.
   *
   * @param subject its name
   * @return true if so
   */
  public static boolean spins(String subject) {
    return SPINNING.contains(subject);
  }

  /**
   * What they are called.
   *
   * @return in the order of {@link #all}
   */
  public static List<String> names() {
    return ALL.stream().map(Workload::name).toList();
  }

  /** The subject of a cell. */
  static SubjectKind subject(CellKey cell) {
    return Subjects.named(cell.subject())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "subject: "
                        + cell.subject()
                        + "; allowed is one of "
                        + String.join(", ", Subjects.names())));
  }
}
