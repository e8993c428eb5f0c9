package dev.freshet.core.engine;

import dev.freshet.core.Workers;
import dev.freshet.core.figures.Notices;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A virtual thread for each grant in use, none for the others. */
final class VirtualThreads extends WorkerThreads {
  private final PoolEngine engine;
  private final int tasksPerThread;
  private final long lifetimeNanos;
  private final Consumer<Thread> starter;

  VirtualThreads(PoolEngine engine, Workers.Virtual choice, Consumer<Thread> starter) {
    this.engine = engine;
    this.tasksPerThread = choice.tasksPerThread();
    this.lifetimeNanos = choice.threadLifetimeNanos();
    this.starter = starter;
  }

  @Override
  void start(Grant grant) {
    Thread worker =
        Thread.ofVirtual()
            .name(grant.name())
            .inheritInheritableThreadLocals(false)
            .uncaughtExceptionHandler(grant)
            .unstarted(engine.figures().tellsWorkers() ? () -> runTold(grant) : grant);
    grant.thread = worker;
    engine.tally().increment(Tally.Event.THREAD_STARTED); // before, so that it is in at rest
    try {
      starter.accept(worker);
    } catch (Throwable t) {
      engine.tally().add(Tally.Event.THREAD_STARTED, -1);
      throw t;
    }
  }

  private void runTold(Grant grant) {
    Notices notices = engine.figures().notices();
    notices.workerStarted();
    try {
      grant.run();
    } finally {
      notices.workerEnded();
    }
  }

  @Override
  boolean isRetired(int ran, long ageNanos) {
    return ran >= tasksPerThread || ageNanos >= lifetimeNanos;
  }

  @Override
  int mostTasks(int ran, int some) {
    return Math.min(some, tasksPerThread - ran);
  }

  @Override
  long lifetimeNanos() {
    return lifetimeNanos;
  }

  @Override
  boolean keepsSeat(Grant grant) {
    return false;
  }

  @Override
  void open() {}

  @Override
  void grow() {}

  /** Creates grants; threads that wait for tasks are what this kind of pool is there to avoid. */
  @Override
  void preheat(int count) {
    List<Grant> warm = new ArrayList<>();
    try {
      while (warm.size() < Math.min(count, engine.limit())) {
        warm.add(engine.grants().acquire());
        engine.states().openAll(warm.getLast());
      }
    } finally {
      for (Grant grant : warm.reversed()) {
        engine.grants().putBack(grant);
      }
    }
  }

  @Override
  void recheck() {}

  @Override
  int alive() {
    return -1;
  }
}
