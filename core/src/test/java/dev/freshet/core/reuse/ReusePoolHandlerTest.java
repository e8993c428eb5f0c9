package dev.freshet.core.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closers, failure handlers and the threads' own handlers that all throw. */
@Timeout(60)
class ReusePoolHandlerTest {
  private final AtomicInteger opened = new AtomicInteger();
  private final ReusePool<Integer> pool =
      ReusePool.<Integer>builder(opened::incrementAndGet, ReusePoolHandlerTest::fail)
          .limit(2)
          .onFailure(ReusePoolHandlerTest::fail)
          .build();

  private static void fail(Object about) {
    throw new IllegalStateException("told of " + about);
  }

  @Test
  void placesAreKept() throws Exception {
    FutureTask<Integer> task =
        new FutureTask<>(
            () -> {
              pool.borrow().discard();
              Lease<Integer> one = pool.borrow();
              Lease<Integer> other = pool.borrow();
              one.close();
              pool.close();
              other.close();
              return pool.size();
            });
    Thread.ofPlatform()
        .daemon()
        .uncaughtExceptionHandler((_, failure) -> fail(failure))
        .start(task);
    assertThat(task.get()).isZero();
    assertThat(opened).hasValue(3);
  }
}
