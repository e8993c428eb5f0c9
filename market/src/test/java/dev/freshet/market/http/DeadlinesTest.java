package dev.freshet.market.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.market.http.Deadlines.Due;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private static final Deadlines.Limits LIMITS = new Deadlines.Limits(500, 3000, 200);
  private final Deadlines deadlines = new Deadlines();
  private final long start = System.nanoTime();

  private Due silent(long after) {
    return deadlines.look(start + after, LIMITS, false, false, false);
  }

  private Due unfinished(long after) {
    return deadlines.look(start + after, LIMITS, false, false, true);
  }

  @Test
  void closesASilentConnectionWhenItsIdleTimeIsOver() {
    deadlines.active();
    assertThat(silent(1000)).isEqualTo(Due.NOTHING);
    assertThat(silent(3999)).isEqualTo(Due.NOTHING);
    assertThat(silent(4000)).isEqualTo(Due.CLOSE);
  }

  @Test
  void givesEachPartOfARequestItsTime() {
    assertThat(unfinished(100)).isEqualTo(Due.NOTHING);
    deadlines.active(); // a byte now and then gains nothing
    assertThat(unfinished(599)).isEqualTo(Due.NOTHING);
    deadlines.complete();
    assertThat(unfinished(700)).isEqualTo(Due.NOTHING);
    assertThat(unfinished(1199)).isEqualTo(Due.NOTHING);
    assertThat(unfinished(1200)).isEqualTo(Due.TIMEOUT);
  }

  @Test
  void letsAClientWaitForItsAnswerButNotLeaveItUnread() {
    deadlines.active();
    assertThat(deadlines.look(start, LIMITS, true, false, true)).isEqualTo(Due.NOTHING);
    assertThat(deadlines.look(start + 9999, LIMITS, true, false, true)).isEqualTo(Due.NOTHING);
    assertThat(deadlines.look(start + 9999, LIMITS, true, true, true)).isEqualTo(Due.CLOSE);
    assertThat(deadlines.look(start + 9999, LIMITS, false, true, true)).isEqualTo(Due.CLOSE);
  }
}
