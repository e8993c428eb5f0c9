package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What {@code java.util.concurrent} documents of an ExecutorService, and what its own thread pool
 * keeps beyond the letter; every kind of pool passes.
 */
@Timeout(60)
abstract class ExecutorServiceContract
    implements ArgumentContract,
        ExecuteContract,
        FutureContract,
        CancelContract,
        InvokeAllContract,
        InvokeAnyContract,
        ShutdownContract,
        AwaitContract,
        CloseContract,
        CompositionContract {
  private ExecutorService pool;

  @BeforeEach
  final void open() {
    pool = create(4);
  }

  @AfterEach
  final void end() throws InterruptedException {
    assertThat(Thread.interrupted()).as("the pool interrupted its caller").isFalse();
    pool.shutdownNow();
    assertThat(pool.awaitTermination(SURELY, TimeUnit.SECONDS)).as("%s", pool).isTrue();
  }

  @Override
  public final ExecutorService pool() {
    return pool;
  }
}
