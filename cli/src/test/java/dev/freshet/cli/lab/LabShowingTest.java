package dev.freshet.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cli.ExitCode;
import dev.freshet.host.HostFacts;
import dev.freshet.lab.Cell;
import dev.freshet.lab.CellKey;
import dev.freshet.lab.Isolation;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.Noise;
import dev.freshet.lab.Round;
import dev.freshet.lab.RunFailure;
import dev.freshet.lab.result.LabVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LabShowingTest {
  private static final Noise QUIET = new Noise(0, 1, 60);
  private static final Noise LOUD = new Noise(0, 80, 60);

  private static LabResult result(Noise noise, boolean fails, boolean interrupted) {
    List<Round> rounds =
        fails
            ? List.of(new Round(1, 60, 0, 0, null, new RunFailure("hung", "killed after 60 s")))
            : List.of();
    return new LabResult(
        Instant.EPOCH,
        HostFacts.read(null),
        noise,
        new Isolation(null, null),
        "a",
        1,
        60,
        interrupted,
        List.of(),
        List.of(new Cell(new CellKey("a", "noop", 1, 2), false, rounds)));
  }

  @Test
  void theExitCodeSaysTheFirstThingThatIsWrong() {
    assertThat(LabShowing.code(result(QUIET, false, false), false)).isEqualTo(ExitCode.HOLDS);
    assertThat(LabShowing.code(result(QUIET, true, false), false)).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(LabShowing.code(result(LOUD, false, false), false)).isEqualTo(ExitCode.CANNOT_JUDGE);
    assertThat(LabShowing.code(result(LOUD, false, false), true)).isEqualTo(ExitCode.HOLDS);
    assertThat(LabShowing.code(result(LOUD, true, true), false)).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(LabShowing.code(result(LOUD, false, true), false)).isEqualTo(ExitCode.CANNOT_JUDGE);
    assertThat(LabShowing.code(result(QUIET, false, true), false)).isEqualTo(ExitCode.INTERRUPTED);
  }

  @Test
  void aFailureIsTold() {
    LabResult failed = result(QUIET, true, false);
    List<String> lines = new LabTable(false, false).result(failed, LabVerdict.of(failed, false));

    assertThat(lines)
        .contains("failed: a under noop, 1 producer, limit 2: hung: killed after 60 s")
        .contains("isolation: not granted: no cpuset, no memory cap")
        .contains("Nothing was compared.");
  }

  @Test
  void whatHasNoLimitOrGaveTasksUpIsMarkedUnderItsName() {
    LabResult noted = shedding("VirtualThreadPerTask", "freshet-lifo");
    List<String> lines = new LabTable(false, false).result(noted, LabVerdict.of(noted, true));

    assertThat(lines)
        .contains("  base, no limit, shed 1,200")
        .anyMatch(line -> line.startsWith("  shed 1,200"))
        .allMatch(line -> line.length() <= 80);
  }

  /** The first is the base. */
  private static LabResult shedding(String... subjects) {
    Measurement measurement =
        new Measurement(
            1_000,
            1,
            1_000,
            null,
            null,
            1,
            1,
            0,
            0,
            100,
            20,
            48,
            new Measurement.Gc(0, 0, 0, List.of()),
            null,
            List.of(),
            Map.of("shed", 1_200.0));
    List<Round> rounds =
        IntStream.rangeClosed(1, 3)
            .mapToObj(number -> new Round(number, 1, 0, 0, measurement, null))
            .toList();
    return new LabResult(
        Instant.EPOCH,
        HostFacts.read(null),
        QUIET,
        new Isolation(null, null),
        subjects[0],
        3,
        3,
        false,
        List.of(),
        Stream.of(subjects)
            .map(name -> new Cell(new CellKey(name, "sleep", 1, 2), false, rounds))
            .toList());
  }

  @Test
  void numbersHaveThreeDigitsAndAUnit() {
    assertThat(LabWords.time(0.25)).isEqualTo("250ns");
    assertThat(LabWords.time(12.34)).isEqualTo("12.3us");
    assertThat(LabWords.time(1_234)).isEqualTo("1.23ms");
    assertThat(LabWords.count(98_300)).isEqualTo("98.3k");
    assertThat(LabWords.count(2_500_000)).isEqualTo("2.50M");
    assertThat(LabWords.rough(Duration.ofSeconds(200))).isEqualTo("3 m 20 s");
    assertThat(LabWords.exact(Duration.ofMillis(1_500))).isEqualTo("1500ms");
    assertThat(LabWords.exact(Duration.ofMinutes(5))).isEqualTo("300s");
  }
}
