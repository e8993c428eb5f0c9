package dev.freshet.bench;

import dev.freshet.bench.Rounds.Cell;
import java.util.ArrayList;
import java.util.List;

/** A load that rises sixfold within 200 ms: pools that grow beside pools that do not. */
final class BurstSuite implements Suite {
  private static final String MEASURE = "freshet-dualwindow";

  private static final List<String> JVM_FLAGS = List.of("-XX:+UseG1GC", "-Xms512m", "-Xmx1g");

  /** Where the pools that grow begin. */
  private static final int BEGIN = 16;

  /** What pools of a fixed size get until the first elastic one has run: the middle of the load. */
  private static final int MIDDLE = 37;

  /** The mean size of {@link #MEASURE} in this round; pools of a fixed size get the same. */
  private int openSize = MIDDLE;

  private int closedSize = MIDDLE;

  private static final List<String> ELASTIC =
      List.of(MEASURE, "freshet-thresholds", "freshet-gradient", "Tomcat-elastic");

  private static final List<String> FIXED = List.of("freshet-static", "ThreadPoolExecutor");

  private static final List<String> UNLIMITED = List.of("VirtualThreadPerTask");

  @Override
  public String legend() {
    return """
        Open load: 500 tasks/s, within 200 ms 3,200 tasks/s, 20 ms each; p99 from the planned instant.
        p99-steady: before the step; -step: the first second from its begin; -after: from 250 ms on.
        time-to-size: from the begin of the step until 64 tasks may run, which the load needs.
        overshoot: the largest size over the settled one (mean of the end). open-size, closed-size: means over the time.
        Closed load: 10 and 100 clients in turn, each asks again when it was answered.
        freshet-static and ThreadPoolExecutor have the mean size of freshet-dualwindow in the same
        round, in each part its own. VirtualThreadPerTask has no limit.
        """;
  }

  @Override
  public List<Row> run(Effort effort, Rounds rounds) throws Exception {
    double phase = effort.choose(1.5, 5.0);
    List<Cell> cells = new ArrayList<>();
    for (String subject : ELASTIC) {
      cells.add(new Cell("burst", subject, () -> measure(subject, BEGIN, BEGIN, phase)));
    }
    for (String subject : FIXED) {
      cells.add(new Cell("burst", subject, () -> measure(subject, openSize, closedSize, phase)));
    }
    for (String subject : UNLIMITED) {
      cells.add(new Cell("burst", subject, () -> measure(subject, BEGIN, BEGIN, phase)));
    }
    return rounds.interleave(effort, cells);
  }

  private List<Score> measure(String subject, int open, int closed, double phase) throws Exception {
    List<Score> scores = Fork.run(BurstRun.class, JVM_FLAGS, subject, open, closed, phase);
    if (subject.equals(MEASURE)) {
      openSize = size(scores, "open-size");
      closedSize = size(scores, "closed-size");
    }
    return scores;
  }

  private static int size(List<Score> scores, String scenario) {
    return scores.stream()
        .filter(score -> score.scenario().equals(scenario))
        .mapToInt(score -> (int) Math.round(score.value()))
        .findFirst()
        .orElseThrow();
  }
}
