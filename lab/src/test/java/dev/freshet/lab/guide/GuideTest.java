package dev.freshet.lab.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the rules say: an answer for everybody, the expected one for the loads of the docs. */
final class GuideTest {
  private static final Guide GUIDE = new Guide();

  private static Load load(String answers) {
    Load load = Load.usual().with(Answer.PROCESSORS, 2).with(Answer.ARRIVAL, "steady");
    for (String answer : answers.split("; ", -1)) {
      int space = answer.indexOf(' ');
      String key = answer.substring(0, space);
      for (Answer known : Answer.values()) {
        if (known.key().equals(key)) {
          load = load.with(known, answer.substring(space + 1));
        }
      }
    }
    return load;
  }

  private static Advice advise(String answers) {
    return GUIDE.advise(load(answers), LabFigures.shipped());
  }

  private static Advice.Pool pool(Advice advice) {
    return Objects.requireNonNull(advice.pool());
  }

  @Test
  void everyLoadHasOneAnswerAndEveryRuleSpeaksForSomebody() {
    Set<String> spoke = new HashSet<>();
    long loads =
        Loads.grid()
            .peek(
                load -> {
                  Outcome outcome = Outcome.of(GUIDE.book(), load);
                  assertThat(outcome.rules().keySet())
                      .as("%s", load)
                      .hasSize(outcome.numbers() == null ? 1 : Decision.values().length);
                  assertThat(outcome.java()).as("%s", load).doesNotContain("{").endsWith(";");
                  outcome.rules().values().forEach(rule -> outcome.fill(rule.because()));
                  outcome.rules().values().forEach(rule -> spoke.add(rule.id()));
                  outcome.remarks().forEach(remark -> outcome.fill(remark.say()));
                  outcome.remarks().forEach(remark -> spoke.add(remark.id()));
                })
            .toList()
            .size();

    assertThat(loads).isGreaterThan(5_000);
    assertThat(spoke).isEqualTo(GUIDE.book().ids());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          blocking 100%; peak 3200/s                     | TaskPool pool = TaskPool.of(85);
          arrival bursty; blocking 100%; peak 160000/s   | TaskPool pool = TaskPool.builder().limit(55).sizing(Sizing.dualWindow(14, 873)).build();
          blocking 0%; cpu-per-task 5ms                  | TaskPool pool = TaskPool.builder().limit(2).workers(Workers.platform()).build();
          blocking 0%; cpu-per-task 1ms; processors 8    | TaskPool pool = TaskPool.builder().limit(8).workers(Workers.platform()).build();
          native yes; blocking 100%                      | TaskPool pool = TaskPool.builder().limit(32).workers(Workers.platform()).build();
          native yes; blocking 100%; arrival bursty      | TaskPool pool = TaskPool.builder().limit(32).workers(Workers.elastic(4, Duration.ofSeconds(30))).build();
          thread-locals yes; blocking 100%               | TaskPool pool = TaskPool.builder().limit(32).workers(Workers.fresh()).build();
          priorities yes; deadlines yes; blocking 100%   | TaskPool pool = TaskPool.builder().limit(32).discipline(Discipline.priority()).build();
          deadlines yes; blocking 100%                   | TaskPool pool = TaskPool.builder().limit(32).discipline(Discipline.earliestDeadline()).build();
          loss late; blocking 100%                       | TaskPool pool = TaskPool.builder().limit(32).discipline(Discipline.adaptiveLifo()).overflow(Overflow.reject()).build();
          loss newest; blocking 100%                     | TaskPool pool = TaskPool.builder().limit(32).overflow(Overflow.discardOldest()).build();
          order-per-key yes; blocking 100%               | KeyedLanes<Key> lanes = KeyedLanes.of(TaskPool.of(32));
          loss newest; same-key 100%                     | Broadcast<Item> newest = Broadcast.of(initial);
          cpu-per-task 200ns; blocking 0%; peak 5000000/s | Ring<Item> ring = Ring.of(65_536, Item::new);
          arrival pulled; blocking 100%                  | Stream<Result> results = source.gather(PoolGatherers.map(TaskPool.of(32), this::work, StageOptions.of(32)));
          """)
  void theLoadsOfTheDocsGetTheLinesOfTheDocs(String answers, String java) {
    assertThat(advise(answers).java()).isEqualTo(java);
  }

  @Test
  void theBatcherIsForCallsOfOneKey() {
    assertThat(advise("same-key 70%; blocking 100%").java())
        .startsWith("Batcher<Key, Item, Result> calls = Batcher.of(TaskPool.of(32), ");
    assertThat(advise("same-key 59%; blocking 100%").model()).isEqualTo("TaskPool");
  }

  @Test
  void memoryBoundsThreadsAndLane() {
    Advice advice = advise("native yes; blocking 100%; peak 10000/s; memory 64MiB");

    assertThat(pool(advice).limit()).isEqualTo(48);
    assertThat(pool(advice).laneCapacity()).isEqualTo(Numbers.USUAL_LANE);
    assertThat(advice.remarks()).anyMatch(remark -> remark.contains("64MiB hold the threads"));
    assertThat(pool(advise("memory 1MiB; blocking 100%")).laneCapacity())
        .isLessThan(Numbers.USUAL_LANE);
  }

  @Test
  void tooMuchWorkForTheProcessorsIsSaid() {
    Advice advice = advise("blocking 0%; cpu-per-task 1ms; peak 3000/s");

    assertThat(advice.remarks()).anyMatch(remark -> remark.contains("150% of 2 processors"));
    assertThat(pool(advice).kneePerSecond()).isCloseTo(2_000, within(1.0));
    assertThat(pool(advice).bound()).isIn("cpu", "limit");
  }

  /** Whatever is promised to change does change when the answer is given as it is written. */
  @Test
  void everyChangeKeepsItsWord() {
    List<Load> loads = new ArrayList<>();
    Loads.grid()
        .skip(17)
        .limit(2_000)
        .filter(load -> load.hashCode() % 20 == 0)
        .forEach(loads::add);
    loads.add(load("blocking 80%; peak 3200/s; arrival bursty"));
    int changes = 0;
    for (Load load : loads) {
      Outcome now = Outcome.of(GUIDE.book(), load);
      for (Advice.Change change : new Counterfactuals(GUIDE.book(), now).find()) {
        Load other = load.with(change.answer(), change.to());
        Outcome then = Outcome.of(GUIDE.book(), other);
        assertThat(change.then()).as("%s: %s", load, change.text()).isNotEmpty();
        boolean chooses = !choices(now).equals(choices(then));
        boolean says = !now.remarks().containsAll(then.remarks());
        assertThat(chooses || says).as("%s: %s", load, change).isTrue();
        changes++;
      }
    }
    assertThat(changes).isGreaterThan(loads.size());
  }

  private static List<String> choices(Outcome outcome) {
    return outcome.rules().values().stream().map(Rule::choose).toList();
  }

  @Test
  void aChangeIsTheNearestOne() {
    Advice advice = advise("blocking 100%; cpu-per-task 1ms; wait-per-task 20ms; peak 10/s");

    assertThat(advice.changes())
        .filteredOn(change -> change.answer() == Answer.CPU_PER_TASK)
        .filteredOn(change -> change.text().endsWith("more"))
        .first()
        .extracting(Advice.Change::to)
        .isEqualTo("10ms");
    assertThat(advice.changes())
        .filteredOn(change -> change.answer() == Answer.ORDER_PER_KEY)
        .singleElement()
        .satisfies(
            change -> assertThat(change.then()).contains("model KeyedLanes over a TaskPool"));
  }

  @Test
  void theTextHoldsTheAnswerAndIsAscii() {
    List<String> lines = advise("order-per-key yes; priorities yes").lines(80);

    assertThat(lines).contains("Why", "Watch out", "What would change it");
    assertThat(lines).anyMatch(line -> line.contains("KeyedLanes.of("));
    assertThat(lines).allMatch(line -> line.chars().allMatch(c -> c < 128));
  }

  @Test
  void theJsonHoldsWhatTheTextHolds() {
    Map<String, Object> json = advise("order-per-key yes").json();

    assertThat(json)
        .containsKeys("load", "model", "java", "pool", "reasons", "remarks", "changes")
        .containsEntry("model", "KeyedLanes over a TaskPool");
  }

  /** The guide recommends nothing that the page on choosing does not know. */
  @Test
  void choicesAreThoseOfThePageOnChoosing() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "pools", "choosing.md"));
    Pattern call = Pattern.compile("\\b(?:Workers|Discipline|Sizing|Overflow)\\.\\w+\\(");
    for (Decision decision : Decision.values()) {
      for (Choice choice : GUIDE.book().choicesOf(decision).values()) {
        Matcher calls = call.matcher(choice.java());
        while (calls.find()) {
          assertThat(page).contains(calls.group());
        }
      }
    }
  }
}
