package dev.freshet.core;

import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Nested;

/** The contract for the pool of virtual threads, reused and fresh. */
class TaskPoolContractTest {
  @Nested
  class ReusedThreads extends ExecutorServiceContract {
    @Override
    public ExecutorService create(int limit) {
      return TaskPool.of(limit);
    }
  }

  @Nested
  class FreshThreads extends ExecutorServiceContract {
    @Override
    public ExecutorService create(int limit) {
      return TaskPool.builder().limit(limit).workers(Workers.fresh()).build();
    }
  }

  @Nested
  class RejectingPool extends ExecutorServiceContract {
    @Override
    public ExecutorService create(int limit) {
      return TaskPool.builder().limit(limit).laneCapacity(1000).overflow(Overflow.reject()).build();
    }
  }
}
