package dev.freshet.lab.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.ChildJvm;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.child.TrialOutcome;
import dev.freshet.lab.subject.SubjectKind;
import dev.freshet.lab.subject.Subjects;
import dev.freshet.market.MarketConfig;
import dev.freshet.market.MarketServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every workload in a JVM of its own, with few tasks. */
final class WorkloadsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  static Stream<Workload> workloads() {
    return Workloads.all().stream().filter(workload -> !workload.study());
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void namesOnlySubjectsThatThereAre(Workload workload) {
    assertThat(workload.subjects()).isNotEmpty().doesNotHaveDuplicates();
    assertThat(Subjects.names()).containsAll(workload.subjects());
    assertThat(Workloads.named(workload.name())).containsSame(workload);
  }

  @ParameterizedTest
  @CsvSource({
    "noop, freshet-virtual, 2, 4, 100000",
    "sleep, freshet-virtual, 1, 50, 500",
    "cpu, freshet-platform, 1, 2, 5000",
    "primes, freshet-virtual, 1, 2, 100",
    "samekey, freshet-batcher, 1, 4, 1000",
    "samekey, freshet-keyed, 1, 4, 200",
    "flight100k, freshet-virtual, 1, 100, 10000"
  })
  void measuresWhatItRan(String workload, String subject, int producers, int limit, long tasks)
      throws Exception {
    Measurement measured = measure(workload, subject, producers, limit, tasks, Map.of());

    assertThat(measured.tasks()).isEqualTo(tasks);
    assertThat(measured.tasksPerSecond()).isPositive();
    assertThat(measured.cpuUsPerTask()).isPositive();
    assertThat(measured.peakRssMiB()).isPositive();
    assertThat(measured.heapLiveMiB()).isPositive();
    assertThat(measured.bytesPerTask()).isPositive();
    assertThat(measured.carriers()).isNotNull();
    assertThat(measured.start() != null || measured.response() != null).isTrue();
  }

  @Test
  void stepTellsWhatArrivedAndEndedInEachSlice() throws Exception {
    Measurement measured = measure("step", "freshet-dualwindow", 1, 128, 700, Map.of());

    assertThat(measured.timeline().stream().mapToLong(Measurement.Slice::arrived).sum())
        .isEqualTo(measured.tasks());
    assertThat(measured.timeline().stream().mapToLong(Measurement.Slice::completed).sum())
        .isEqualTo(measured.tasks());
    assertThat(measured.timeline()).anySatisfy(slice -> assertThat(slice.size()).isPositive());
    assertThat(measured.extra())
        .containsKeys("settledSize", "timeToSizeMs", "overshootPercent", "p99AfterUs");
  }

  @Test
  void httpBuysFromAMarket(@TempDir Path folder) throws Exception {
    MarketConfig config = MarketConfig.builder(folder).port(0).stock(50).build();
    try (MarketServer market = MarketServer.start(config)) {
      Map<String, String> settings = Map.of("market", market.address().toString());
      Measurement measured = measure("http", "freshet-virtual", 1, 8, 100, settings);

      assertThat(measured.response()).isNotNull();
      assertThat(measured.tasks()).isEqualTo(100);
    }
  }

  /** Two that are quick; the others are run by {@link #everyClaimant}. */
  private static final List<String> QUICK = List.of("freshet-virtual", "ThreadPoolExecutor");

  static Stream<String> claimants() {
    return Workloads.named("flight1M").orElseThrow().subjects().stream()
        .filter(name -> !QUICK.contains(name));
  }

  @Test
  void theCatalogueClaimsAMillionOnlyWhereItIsRun() {
    List<String> run = Workloads.named("flight1M").orElseThrow().subjects();

    assertThat(run).containsAll(QUICK);
    // One sheds, one lets nobody wait inside, and one needs no more threads than processors.
    List<String> elsewhere = List.of("freshet-lifo", "SemaphoreOutside", "DisruptorYielding");
    assertThat(Subjects.all().stream().filter(SubjectKind::holdsMillion).map(SubjectKind::name))
        .filteredOn(name -> !elsewhere.contains(name))
        .containsExactlyInAnyOrderElementsOf(run);
  }

  @ParameterizedTest
  @FieldSource("QUICK")
  void aMillionTasksInFlightFitIntoOneGibibyte(String subject) throws Exception {
    Measurement measured = measure("flight1M", subject, 1, 1_000, 0, Map.of());

    assertThat(measured.tasks()).isEqualTo(1_000_000);
    assertThat(measured.heapLiveMiB()).isPositive().isLessThan(1_024);
  }

  @Tag("deep")
  @ParameterizedTest
  @MethodSource("claimants")
  void everyClaimant(String subject) throws Exception {
    aMillionTasksInFlightFitIntoOneGibibyte(subject);
  }

  private static Measurement measure(
      String workload,
      String subject,
      int producers,
      int limit,
      long tasks,
      Map<String, String> settings)
      throws Exception {
    CellKey cell = new CellKey(subject, workload, producers, limit);
    Trial trial = new Trial(cell, tasks, Duration.ofMillis(50), settings);
    TrialOutcome outcome = ChildJvm.run(trial, List.of(), PATIENCE);
    assertThat(outcome).isInstanceOf(TrialOutcome.Measured.class);
    return ((TrialOutcome.Measured) outcome).measurement();
  }
}
