package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The quick half of the contract, what a pool says of itself, for the combinations that {@link
 * TaskPoolContractTest} leaves out.
 */
@Timeout(60)
@ParameterizedClass(name = "{0}")
@MethodSource("rows")
class TaskPoolCapacityContractTest implements TaskPoolContract, CapacityContract {
  private final Combination combination;
  private ExecutorService pool;

  TaskPoolCapacityContractTest(Combination combination) {
    this.combination = combination;
  }

  static List<Combination> rows() {
    return TaskPoolContractTest.rows(false);
  }

  @Override
  public Combination combination() {
    return combination;
  }

  @BeforeEach
  void open() {
    pool = create(4);
  }

  @AfterEach
  void end() throws InterruptedException {
    pool.shutdownNow();
    assertThat(pool.awaitTermination(SURELY, TimeUnit.SECONDS)).as("%s", pool).isTrue();
  }

  @Override
  public ExecutorService pool() {
    return pool;
  }
}
