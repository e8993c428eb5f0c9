package dev.freshet.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.core.TaskOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StageOptionsTest {
  @Test
  void defaultsAreTwoTasksForEachProcessor() {
    int tasks = 2 * Runtime.getRuntime().availableProcessors();
    assertThat(StageOptions.defaults())
        .isEqualTo(new StageOptions(tasks, tasks, true, 1, null, TaskOptions.none()))
        .isEqualTo(StageOptions.of(tasks));
  }

  @Test
  void eachWitherChangesOneValue() {
    TaskOptions task = TaskOptions.none().name("price");
    assertThat(
            StageOptions.of(3)
                .parallelism(4)
                .buffer(5)
                .unordered()
                .batch(6)
                .linger(Duration.ofMillis(7))
                .task(task))
        .isEqualTo(new StageOptions(4, 5, false, 6, Duration.ofMillis(7), task));
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StageOptions.of(0))
        .withMessage("parallelism: 0 is out of range; allowed is 1 to 1048576");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StageOptions.of(1).buffer(-1))
        .withMessage("buffer: -1 is out of range; allowed is 0 to 1048576");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StageOptions.of(1).batch(1 << 21))
        .withMessage("batch: 2097152 is out of range; allowed is 1 to 1048576");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StageOptions.of(1).linger(Duration.ZERO))
        .withMessage("linger: PT0S is not positive; allowed is more than zero");
  }
}
