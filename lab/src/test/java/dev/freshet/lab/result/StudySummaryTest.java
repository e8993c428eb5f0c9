package dev.freshet.lab.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.lab.Cell;
import dev.freshet.lab.CellKey;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.Round;
import dev.freshet.lab.Samples;
import dev.freshet.report.stats.Usl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What studies make of cells that are written by hand. */
final class StudySummaryTest {
  private static Cell cell(
      String study, String subject, int producers, int limit, Measurement... runs) {
    List<Round> rounds = new ArrayList<>();
    for (Measurement run : runs) {
      rounds.add(new Round(rounds.size() + 1, 1, 0, 0, run, null));
    }
    return new Cell(new CellKey(subject, study, producers, limit), false, rounds);
  }

  /** A run that took so long, with further figures. */
  private static Measurement run(double seconds, Map<String, Double> extra) {
    Measurement m = Samples.measurement(1);
    return new Measurement(
        m.tasks(),
        seconds,
        m.tasks() / seconds,
        null,
        null,
        m.cpuUserUsPerTask(),
        m.cpuSystemUsPerTask(),
        0.25,
        0.25,
        m.peakRssMiB(),
        m.heapLiveMiB(),
        m.bytesPerTask(),
        m.gc(),
        null,
        List.of(),
        extra);
  }

  private static Cell carriers(int carriers, double... rates) {
    Measurement[] runs = new Measurement[rates.length];
    for (int i = 0; i < rates.length; i++) {
      runs[i] = run(1_000 / rates[i], Map.of());
    }
    return cell("carriers", "VirtualThreadPerTask", 1, carriers, runs);
  }

  private static List<StudySummary> summaries(Cell... cells) {
    return StudySummary.of(Samples.result(Samples.QUIET, cells));
  }

  private static StudySummary only(Cell... cells) {
    List<StudySummary> all = summaries(cells);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  @Test
  void workloadsThatAreNoStudyHaveNoSummary() {
    assertThat(summaries(Samples.cell("freshet-virtual", "noop", 1, 2))).isEmpty();
  }

  @Test
  void theKneeIsWhereTheThroughputStopsGrowing() {
    // By the law with sigma 0.05 and kappa 0.1.
    List<Cell> cells =
        List.of(
            carriers(4, 400 / 2.35),
            carriers(1, 100, 99, 101),
            carriers(3, 300 / 1.7),
            carriers(2, 160));
    CarrierKnee knee = CarrierKnee.of(cells).orElseThrow();

    assertThat(knee.points()).extracting(CarrierKnee.Point::carriers).containsExactly(1, 2, 3, 4);
    assertThat(knee.knee()).isEqualTo(3);
    Usl usl = Objects.requireNonNull(knee.usl());
    assertThat(usl.sigma()).isCloseTo(0.05, within(1e-6));
    assertThat(usl.kappa()).isCloseTo(0.1, within(1e-6));
    assertThat(knee.summary().rows()).hasSize(4);
    assertThat(knee.summary().rows().get(1)).containsExactly("2", "160", "1.60", "160");
  }

  @Test
  void noLawIsFittedToTwoPoints() {
    CarrierKnee knee = CarrierKnee.of(List.of(carriers(1, 100), carriers(2, 190))).orElseThrow();

    assertThat(knee.usl()).isNull();
    assertThat(knee.summary().sentence()).contains("fewer than three");
  }

  @Test
  void starvationHoldsWhereParkingDoesNotNoticeAndNativeCallsDo() {
    StudySummary summary =
        only(
            cell("starvation", "parking", 1, 1, run(0.012, Map.of())),
            cell("starvation", "parking", 1, 2, run(0.011, Map.of())),
            cell("starvation", "blocking", 1, 1, run(10.1, Map.of())),
            cell("starvation", "blocking", 1, 2, run(5.05, Map.of())));

    assertThat(summary.holds()).isTrue();
    assertThat(summary.sentence())
        .contains("blocking takes 2.00 times as long on 1 carrier as on 2");
    assertThat(summary.rows()).hasSize(4);
  }

  @Test
  void starvationMissesItsBarWhereNativeCallsDoNotTakeNTimesAsLong() {
    StudySummary summary =
        only(
            cell("starvation", "blocking", 1, 1, run(6, Map.of())),
            cell("starvation", "blocking", 1, 2, run(5, Map.of())));

    assertThat(summary.holds()).isFalse();
  }

  @Test
  void starvationOnOneCarrierOnlySaysNothing() {
    assertThat(only(cell("starvation", "parking", 1, 1, run(1, Map.of()))).holds()).isNull();
  }

  @Test
  void structuresStandByWhatAnItemCosts() {
    StudySummary summary =
        only(
            cell("queues", "channel", 1, 1, run(1, Map.of("nsPerItem", 120.0))),
            cell("queues", "ring", 1, 1, run(1, Map.of("nsPerItem", 30.0))),
            cell("queues", "ring", 2, 2, run(1, Map.of("nsPerItem", 90.0))));

    assertThat(summary.rows())
        .extracting(row -> row.get(0) + " " + row.get(1))
        .containsExactly("1P1C ring", "1P1C channel", "2P2C ring");
    assertThat(summary.rows().getFirst())
        .containsExactly("1P1C", "ring", "30.0", "48.0", "500", "1.00", "1.50");
    assertThat(summary.header()).hasSize(7);
  }

  @Test
  void theCheapestLockIsNamedForEachShareOfReads() {
    Map<String, Double> slow =
        Map.of("reads50PlatformNs", 80.0, "reads90PlatformNs", 70.0, "reads99PlatformNs", 5.0);
    Map<String, Double> fast =
        Map.of("reads50PlatformNs", 20.0, "reads90PlatformNs", 10.0, "reads99PlatformNs", 9.0);
    StudySummary summary =
        only(
            cell("locks", "monitor", 2, 1, run(1, slow)),
            cell("locks", "CAS", 2, 1, run(1, fast)),
            cell("locks", "striped", 2, 1, run(1, Map.of("reads50PlatformNs", 1.0))));

    assertThat(summary.sentence()).endsWith("CAS at 50 %, CAS at 90 %, monitor at 99 %");
    assertThat(summary.rows().getFirst()).startsWith("2", "monitor", "80.0", "70.0", "5.00");
  }

  @Test
  void thePaddedPairHasToBeThreeTimesAsFast() {
    Cell padded = cell("lines", "padded", 2, 1, run(1, Map.of("nsPerCount", 6.0)));
    Cell slow = cell("lines", "shared line", 2, 1, run(1, Map.of("nsPerCount", 18.0)));
    Cell less = cell("lines", "shared line", 2, 1, run(1, Map.of("nsPerCount", 17.9)));

    assertThat(only(padded, slow).holds()).isTrue();
    assertThat(only(padded, less).holds()).isFalse();
    assertThat(summaries(padded)).isEmpty();
  }

  @Test
  void recordsPauseForAThirdOfWhatThreadsDo() {
    Cell records = waiting("records", 1_000_000, 100);
    Cell threads = waiting("threads", 1_000_000, 300);

    assertThat(only(records, threads).holds()).isTrue();
    assertThat(only(waiting("records", 1_000_000, 101), threads).holds()).isFalse();
    assertThat(only(waiting("records", 1_000, 1), threads).holds()).isNull();
  }

  private static Cell waiting(String subject, int tasks, double pause) {
    return cell("waiting", subject, 1, tasks, run(1, Map.of("fullPauseMs", pause)));
  }

  @Test
  void theVerdictOfStudiesAloneIsWhetherTheirBarsHold() {
    Cell records = waiting("records", 1_000_000, 100);
    LabResult good = Samples.result(Samples.QUIET, records, waiting("threads", 1_000_000, 900));
    LabResult bad = Samples.result(Samples.QUIET, records, waiting("threads", 1_000_000, 200));

    assertThat(LabVerdict.of(good, false).headline()).isEqualTo("Every bar holds.");
    assertThat(LabVerdict.of(good, false).good()).isTrue();
    assertThat(LabVerdict.of(bad, false).headline()).isEqualTo("Bar missed: waiting.");
    assertThat(LabVerdict.of(bad, false).good()).isFalse();
    assertThat(LabVerdict.of(bad, false).sentence()).contains("0.500 of it");
  }

  @Test
  void thePageShowsFiguresAndCurve(@TempDir Path folder) throws Exception {
    LabResult result =
        Samples.result(
            Samples.QUIET,
            carriers(1, 100, 101, 99),
            carriers(2, 190, 191, 189),
            carriers(3, 192, 193, 191));
    Path file = folder.resolve("lab.html");
    LabPage.write(file, "freshet lab run", result, LabVerdict.of(result, false));

    assertThat(Files.readString(file))
        .contains("Study: carriers", "Throughput by carriers", "USL expects");
  }
}
