package dev.freshet.core.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Sizing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Catalogue A3: a pool that moves beats one that stands at the mean of its limits. */
class ElasticAgainstFixedTest {
  private static final List<Sizing> SIZINGS =
      List.of(Sizing.thresholds(1, 10_000), Sizing.dualWindow(1, 10_000));

  @Test
  void shorterResponsesInOpenLoad() {
    for (Sizing sizing : SIZINGS) {
      Contest contest = Contest.open(sizing);
      assertThat(contest.elastic().high()).as("%s", contest).isLessThan(contest.fixed().low());
    }
  }

  @Test
  void moreTasksInClosedLoad() {
    for (Sizing sizing : SIZINGS) {
      Contest contest = Contest.closed(sizing);
      assertThat(contest.elastic().low()).as("%s", contest).isGreaterThan(contest.fixed().high());
    }
  }
}
