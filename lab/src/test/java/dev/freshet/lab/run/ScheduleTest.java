package dev.freshet.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.LabPlan;
import dev.freshet.lab.TooLittleTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleTest {
  private static final Catalogue ALL = Catalogue.ofThisBuild();

  /** Each run of noop, sleep and cpu is expected to take 2 s, of step 3 s. */
  private static List<Planned> cells(List<String> subjects, String... workloads) {
    LabPlan plan = LabPlan.builder().subjects(subjects).workloads(List.of(workloads)).build();
    return ALL.select(plan, 2, List.of()).cells();
  }

  private static final List<String> THREE =
      List.of("freshet-virtual", "ThreadPoolExecutor", "Disruptor");

  @Test
  void asManyRoundsAsFit() {
    Schedule schedule = Schedule.of(cells(THREE, "noop"), Duration.ofSeconds(61), 0);

    assertThat(schedule.rounds()).isEqualTo(10);
    assertThat(schedule.leftOut()).isEmpty();
  }

  @Test
  void muchTimeIsNotUsedUp() {
    assertThat(Schedule.of(cells(THREE, "noop"), Duration.ofHours(5), 0).rounds())
        .isEqualTo(Schedule.MOST_ROUNDS);
  }

  @Test
  void theLastComparisonsAreLeftOutSoThatTheFirstGetFiveRounds() {
    Schedule schedule =
        Schedule.of(cells(THREE, "noop", "sleep", "step"), Duration.ofSeconds(62), 0);

    assertThat(schedule.cells())
        .extracting(cell -> cell.key().workload())
        .containsOnly("noop", "sleep");
    assertThat(schedule.rounds()).isEqualTo(5);
    assertThat(schedule.leftOut())
        .containsExactly("step with 1 producer (3 subjects, about 9 s a round)");
  }

  @Test
  void theFirstComparisonIsKeptWithFewerRounds() {
    Schedule schedule = Schedule.of(cells(THREE, "noop", "sleep"), Duration.ofSeconds(13), 0);

    assertThat(schedule.cells()).hasSize(3);
    assertThat(schedule.rounds()).isEqualTo(2);
  }

  @Test
  void withoutTimeForOneRoundNothingIsPlanned() {
    assertThatExceptionOfType(TooLittleTime.class)
        .isThrownBy(() -> Schedule.of(cells(THREE, "noop", "sleep"), Duration.ofSeconds(5), 0))
        .satisfies(little -> assertThat(little.oneRound()).isEqualTo(Duration.ofSeconds(6)));
  }

  @Test
  void roundsThatAreAskedForAreRunWhateverTheyTake() {
    assertThat(Schedule.of(cells(THREE, "noop"), null, 50).rounds()).isEqualTo(50);
  }

  @Test
  void roundsThatDoNotFitAreTold() {
    Schedule schedule = Schedule.of(cells(THREE, "noop"), Duration.ofSeconds(20), 10);

    assertThat(schedule.rounds()).isEqualTo(3);
    assertThat(schedule.leftOut()).containsExactly("rounds: 3 of 10 asked for fit");
  }

  @Test
  void theUsualPlanFitsIntoFiveMinutes() {
    Catalogue.Selection selection =
        ALL.select(LabPlan.builder().build(), 2, Catalogue.USUAL_SUBJECTS);
    List<Planned> usual = selection.cells();
    Schedule schedule = Schedule.of(usual, LabPlan.USUAL_TIME, 0);

    assertThat(selection.leftOut()).isEmpty();
    assertThat(schedule.leftOut()).isEmpty();
    assertThat(schedule.rounds()).isGreaterThanOrEqualTo(Schedule.LEAST_ROUNDS);
    assertThat(usual.stream().map(cell -> cell.key().workload()).distinct())
        .containsExactlyElementsOf(Catalogue.USUAL_WORKLOADS);
  }

  @Test
  void eachRoundHasEveryCellOnceAndComparisonsStayTogether() {
    Schedule schedule = Schedule.of(cells(THREE, "noop", "cpu"), null, 6);
    for (int round = 1; round <= 6; round++) {
      List<Planned> order = schedule.order(round);
      assertThat(order).containsExactlyInAnyOrderElementsOf(schedule.cells());
      assertThat(order.stream().map(cell -> cell.key().workload()))
          .containsExactly("noop", "noop", "noop", "cpu", "cpu", "cpu");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6})
  void everySubjectIsFirstOnceAndLastInTurn(int subjects) {
    List<String> names = Catalogue.USUAL_SUBJECTS.subList(0, subjects);
    Schedule schedule = Schedule.of(cells(names, "noop"), null, 2 * subjects);
    List<String> first = new ArrayList<>();
    List<String> last = new ArrayList<>();
    for (int round = 1; round <= 2 * subjects; round++) {
      first.add(schedule.order(round).getFirst().key().subject());
      last.add(schedule.order(round).getLast().key().subject());
    }
    assertThat(first.subList(0, subjects)).containsExactlyInAnyOrderElementsOf(names);
    List<String> twice = Stream.concat(names.stream(), names.stream()).toList();
    assertThat(first).containsExactlyInAnyOrderElementsOf(twice);
    assertThat(last).containsExactlyInAnyOrderElementsOf(twice);
  }

  @Test
  void twoSubjectsTakeTurnsInComingFirst() {
    List<String> names = List.of("freshet-virtual", "ThreadPoolExecutor");
    Schedule schedule = Schedule.of(cells(names, "noop"), null, 2);

    assertThat(schedule.order(1)).containsExactlyElementsOf(schedule.cells());
    assertThat(schedule.order(2)).containsExactlyElementsOf(schedule.cells().reversed());
  }

  @Test
  void whatRanTellsHowLongTheRestWillTake() {
    List<Planned> cells = cells(THREE, "noop");
    Pace pace = new Pace();
    assertThat(pace.of(cells)).isEqualTo(6);
    pace.took(cells.getFirst(), 4);
    assertThat(pace.of(cells)).as("twice as long as expected").isEqualTo(12);
  }

  @Test
  void aWorkloadTakesTheSubjectsThatItKnows() {
    assertThat(cells(List.of("VirtualThreadPerTask", "Disruptor"), "step"))
        .extracting(Planned::key)
        .extracting(CellKey::subject)
        .containsExactly("Disruptor");
  }

  @Test
  void subjectsThatAreNamedAndCannotBeRunAreTold() {
    LabPlan plan =
        LabPlan.builder()
            .subjects(List.of("Disruptor", "DisruptorYielding", "VirtualThreadPerTask"))
            .workloads(List.of("cpu", "step"))
            .limit(4)
            .build();
    Catalogue.Selection selection = ALL.select(plan, 2, List.of());

    assertThat(selection.cells())
        .extracting(cell -> cell.key().subject())
        .containsExactly("Disruptor", "VirtualThreadPerTask", "Disruptor");
    assertThat(selection.leftOut())
        .containsExactly(
            "DisruptorYielding under cpu, 1 producer, limit 4: spins, and there are 2 processors",
            "DisruptorYielding under step, 1 producer, limit 4: spins, and there are 2 processors",
            "VirtualThreadPerTask under step, 1 producer, limit 4: makes no sense under step");
  }

  @Test
  void tasksAndLimitTellHowLongARunTakes() {
    LabPlan.Builder plan = LabPlan.builder().subjects(THREE.subList(0, 1));
    Planned usual = only(plan.workloads(List.of("sleep")));
    assertThat(usual.expectedSeconds()).isEqualTo(2);
    assertThat(only(plan.tasks(100_000).limit(1)).expectedSeconds())
        .as("a thousand seconds of sleep, one after the other")
        .isGreaterThan(1_000);
    assertThat(only(plan.workloads(List.of("step"))).expectedSeconds()).isGreaterThan(2_000);
    assertThat(only(plan.workloads(List.of("flight100k")).tasks(1_000_000)).expectedSeconds())
        .isEqualTo(30);
  }

  private static Planned only(LabPlan.Builder plan) {
    return ALL.select(plan.build(), 2, List.of()).cells().getFirst();
  }
}
