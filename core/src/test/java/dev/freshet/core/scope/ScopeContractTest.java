package dev.freshet.core.scope;

import dev.freshet.core.TaskPool;
import dev.freshet.core.Workers;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Nested;

/** The contract on our pools of each kind and on those of the JDK. */
class ScopeContractTest {
  private static ExecutorService pool(Workers workers) {
    return TaskPool.builder().limit(4).workers(workers).build();
  }

  @Nested
  class OnVirtual extends ScopeContract {
    @Override
    ExecutorService create() {
      return TaskPool.of(4);
    }
  }

  @Nested
  class OnFresh extends ScopeContract {
    @Override
    ExecutorService create() {
      return pool(Workers.fresh());
    }
  }

  @Nested
  class OnPlatform extends ScopeContract {
    @Override
    ExecutorService create() {
      return pool(Workers.platform());
    }
  }

  @Nested
  class OnElastic extends ScopeContract {
    @Override
    ExecutorService create() {
      return pool(Workers.elastic(1, Duration.ofSeconds(1)));
    }
  }

  @Nested
  class OnThreadPerTask extends ScopeContract {
    @Override
    ExecutorService create() {
      return Executors.newVirtualThreadPerTaskExecutor();
    }
  }

  @Nested
  class OnThreadPool extends ScopeContract {
    @Override
    ExecutorService create() {
      return Executors.newFixedThreadPool(4);
    }
  }

  @Nested
  class OnForkJoin extends ScopeContract {
    @Override
    ExecutorService create() {
      return new ForkJoinPool(4);
    }
  }
}
