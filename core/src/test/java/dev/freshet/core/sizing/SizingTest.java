package dev.freshet.core.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.freshet.core.Sizing;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class SizingTest {
  private static final List<BiFunction<Integer, Integer, Sizing>> ELASTIC =
      List.of(Sizing::thresholds, Sizing::dualWindow, Sizing::gradient);

  @Test
  void takesAnyRangeWithinTheBounds() {
    for (BiFunction<Integer, Integer, Sizing> factory : ELASTIC) {
      assertThat(factory.apply(1, 1)).isEqualTo(factory.apply(1, 1));
      assertThat(factory.apply(1, 16_777_215)).isNotNull();
      assertThat(factory.apply(16_777_215, 16_777_215)).isNotNull();
    }
    assertThat(Sizing.fixed()).isEqualTo(new Sizing.Fixed());
  }

  @Test
  void namesTheValueThatIsOutOfRange() {
    for (BiFunction<Integer, Integer, Sizing> factory : ELASTIC) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> factory.apply(0, 8))
          .withMessage("min: 0 is out of range; allowed is 1 to max, which is 8");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> factory.apply(9, 8))
          .withMessage("min: 9 is out of range; allowed is 1 to max, which is 8");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> factory.apply(1, 16_777_216))
          .withMessage("max: 16777216 is out of range; allowed is 1 to 16777215");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> factory.apply(1, 0))
          .withMessage("max: 0 is out of range; allowed is 1 to 16777215");
    }
  }

  @Test
  void eachElasticSizingHasItsPolicy() {
    assertThat(SizePolicies.of(Sizing.thresholds(1, 8), 4)).isInstanceOf(ThresholdPolicy.class);
    assertThat(SizePolicies.of(Sizing.dualWindow(1, 8), 1)).isInstanceOf(DualWindowPolicy.class);
    assertThat(SizePolicies.of(Sizing.gradient(1, 8), 8)).isInstanceOf(GradientPolicy.class);
  }

  @Test
  void refusesWhatHasNoPolicy() {
    assertThatNullPointerException()
        .isThrownBy(() -> SizePolicies.of(nothing(), 1))
        .withMessage("sizing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SizePolicies.of(Sizing.fixed(), 1))
        .withMessageContaining("fixed has no policy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SizePolicies.of(Sizing.gradient(4, 8), 9))
        .withMessage("limit: 9 is out of range; allowed is 4 to 8, the min and max of the sizing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SizePolicies.of(Sizing.thresholds(4, 8), 3))
        .withMessageStartingWith("limit: 3 is out of range");
  }

  @SuppressWarnings("NullAway") // the caller that does not check
  private static Sizing nothing() {
    return null;
  }
}
