package dev.freshet.core.batch;

import static dev.freshet.core.batch.BatchMode.BATCH;
import static dev.freshet.core.batch.BatchMode.DIRECT;
import static dev.freshet.core.batch.BatchMode.DRAIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeciderTest {
  private final Decider decider =
      new Decider(new BatchPolicy.Adaptive(8, 0.6, MS.multipliedBy(150)));

  private static final Duration MS = Duration.ofMillis(1);

  /** Items per second that leave no doubt, with 1,000 in direct mode. */
  private static final double FAST = 3_000;

  private BatchMode see(double depth, double share, long millis, double rate) {
    return decider.next(new BatchSample(depth, share, MS.multipliedBy(millis), rate));
  }

  private BatchMode see(double depth, double share) {
    return see(depth, share, 5, 1000);
  }

  private BatchMode see(int times, double depth, double share, long millis, double rate) {
    BatchMode mode = DIRECT;
    for (int i = 0; i < times; i++) {
      mode = see(depth, share, millis, rate);
    }
    return mode;
  }

  /** To batching, and past the sample that belongs to both modes. */
  private void enter() {
    see(60, 1);
    assertThat(see(60, 1)).isEqualTo(BATCH);
    assertThat(see(0, 0)).isEqualTo(BATCH);
  }

  @Test
  void twoSamplesInARowThatReachBothThresholdsMakeItBatch() {
    assertThat(see(8, 0.6)).isEqualTo(DIRECT);
    assertThat(see(8, 0.6)).isEqualTo(BATCH);
    assertThat(decider.reason()).contains("depth 8 reached 8").contains("60 %");
  }

  @ParameterizedTest
  @CsvSource({"7.9,1", "1000,0.59", "0,0"})
  void oneThresholdIsNotEnough(double depth, double share) {
    assertThat(see(50, depth, share, 5, 1000)).isEqualTo(DIRECT);
  }

  @Test
  void samplesThatAlternateDoNot() {
    for (int i = 0; i < 50; i++) {
      assertThat(see(60, 1)).isEqualTo(DIRECT);
      assertThat(see(60, 0.1)).isEqualTo(DIRECT);
    }
  }

  @Test
  void theSampleOfBothModesIsLeftOut() {
    enter();
    for (int i = 0; i < 4; i++) {
      assertThat(see(0, 0)).isEqualTo(BATCH);
    }
    assertThat(see(0, 0)).isEqualTo(DIRECT);
  }

  @Test
  void aDepthBetweenHalfTheThresholdAndItKeepsBothModes() {
    assertThat(see(50, 5, 1, 5, 1000)).isEqualTo(DIRECT);
    enter();
    assertThat(see(50, 5, 1, 5, 1000)).isEqualTo(BATCH);
  }

  @Test
  void aShareBetweenTwoThirdsOfTheThresholdAndItKeepsBothModes() {
    assertThat(see(50, 60, 0.5, 5, 1000)).isEqualTo(DIRECT);
    enter();
    assertThat(see(50, 60, 0.5, 5, FAST)).isEqualTo(BATCH);
  }

  @Test
  void leavesWhenTheLoadIsGoneOrSpread() {
    enter();
    assertThat(see(5, 3.9, 1, 5, 1000)).isEqualTo(DIRECT);
    assertThat(decider.reason()).contains("depth 3.9 stayed below 4.0");
    see(0, 0);
    enter();
    assertThat(see(5, 60, 0.39, 5, 1000)).isEqualTo(DIRECT);
    assertThat(decider.reason()).contains("share 39 % stayed below 40 %");
  }

  @Test
  void aBurstThatStuttersIsOneBurst() {
    enter();
    for (int i = 0; i < 50; i++) {
      assertThat(see(4, 0, 0, 5, 1000)).isEqualTo(BATCH);
      assertThat(see(60, 1, 5, FAST)).isEqualTo(BATCH);
    }
  }

  @Test
  void overloadEndsLingeringAndNotBatching() {
    enter();
    assertThat(see(500, 1, 150, FAST)).isEqualTo(DRAIN);
    assertThat(decider.reason()).contains("150 ms");
    assertThat(see(50, 5_000, 1, 4_000, FAST)).isEqualTo(DRAIN);
    assertThat(see(50, 500, 1, 75, FAST)).isEqualTo(DRAIN);
    assertThat(see(4, 500, 1, 74, FAST)).isEqualTo(DRAIN);
    assertThat(see(500, 1, 74, FAST)).isEqualTo(BATCH);
  }

  @Test
  void fromOverloadItGoesStraightToDraining() {
    overload();
  }

  private void overload() {
    see(5_000, 1, 400, 1000);
    assertThat(see(5_000, 1, 400, 1000)).isEqualTo(DRAIN);
  }

  @Test
  void drainingEndsWithTheLoad() {
    overload();
    see(0, 0);
    assertThat(see(5, 0, 0, 0, 10)).isEqualTo(DIRECT);
  }

  @Test
  void batchesThatDoNotPayAreGivenUpForLongerEachTime() {
    failOftener();
  }

  private void failOftener() {
    for (int pause : new int[] {50, 100, 200, 400, 600, 600}) {
      assertThat(see(2, 60, 1, 5, 1000)).isEqualTo(BATCH);
      see(60, 1, 5, 10);
      assertThat(see(4, 60, 1, 5, 899)).isEqualTo(BATCH);
      assertThat(see(60, 1, 5, 899)).isEqualTo(DIRECT);
      assertThat(decider.reason()).contains("899").contains("1000").contains("same pressure");
      see(60, 1); // of both modes
      assertThat(see(pause, 60, 1, 5, 1000)).isEqualTo(DIRECT);
    }
  }

  @Test
  void batchesThatPayStayAndEndThePutOff() {
    failOftener();
    enter();
    assertThat(see(100, 60, 1, 5, FAST)).isEqualTo(BATCH);
    assertThat(see(5, 60, 1, 5, 800)).isEqualTo(DIRECT);
    see(60, 1);
    assertThat(see(51, 60, 1, 5, 1000)).isEqualTo(DIRECT);
    assertThat(see(60, 1)).isEqualTo(BATCH); // put off for 50 samples, and two to decide
  }

  @Test
  void aGainInDoubtIsLookedAtAgainAndSeldomer() {
    enter();
    for (int gap : new int[] {10, 40, 160, 600, 600}) {
      assertThat(see(gap - 1, 60, 1, 5, 2_000)).isEqualTo(BATCH);
      assertThat(see(60, 1, 5, 2_000)).isEqualTo(DIRECT);
      assertThat(decider.reason()).contains("2000").contains("1000").contains("looking again");
      see(60, 1, 5, 1_500);
      see(60, 1);
      assertThat(see(60, 1)).isEqualTo(BATCH);
      see(60, 1, 5, 1_500);
    }
  }

  @Test
  void aLookThatFindsDirectModeFasterStaysThere() {
    enter(); // 1,000/s, in a cold JVM say
    assertThat(see(10, 60, 1, 5, 2_000)).isEqualTo(DIRECT);
    see(60, 1, 5, 2_000);
    assertThat(see(2 + 50, 60, 1, 5, 3_000)).isEqualTo(DIRECT);
    see(60, 1, 5, 3_000);
    assertThat(see(60, 1, 5, 3_000)).isEqualTo(BATCH); // the next try
    see(60, 1, 5, 3_000);
    assertThat(see(5, 60, 1, 5, 2_000)).isEqualTo(DIRECT);
    assertThat(decider.reason()).contains("2000").contains("3000");
  }

  @Test
  void aLookThatMeetsNoLoadIsOver() {
    enter();
    assertThat(see(10, 60, 1, 5, 2_000)).isEqualTo(DIRECT);
    assertThat(see(20, 1, 1, 1, 3_000)).isEqualTo(DIRECT);
    assertThat(see(2, 60, 1, 5, 3_000)).isEqualTo(BATCH);
  }

  @Test
  void aRateUnderLessPressureIsNotCompared() {
    enter();
    assertThat(see(100, 7, 1, 5, 10)).isEqualTo(BATCH);
  }
}
