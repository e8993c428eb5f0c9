package dev.freshet.core.engine;

import dev.freshet.core.Overrun;
import dev.freshet.core.RunningTask;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.figures.HogWatch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Shows the workers of a pool to the hog watch and tells of what it finds; on the timer's thread.
 */
final class HogPatrol implements Runnable {
  private final PoolEngine engine;
  private final HogWatch watch;
  private final Duration budget;
  private volatile long reported;

  HogPatrol(PoolEngine engine, Duration budget, long budgetNanos) {
    this.engine = engine;
    this.budget = budget;
    this.watch = new HogWatch(budgetNanos, System::nanoTime);
  }

  long periodNanos() {
    return watch.periodNanos();
  }

  /** Tasks reported so far. */
  long reported() {
    return reported;
  }

  @Override
  public void run() {
    watch.look(
        visitor ->
            engine
                .grants()
                .forEach(
                    grant -> {
                      if (grant.thread != null && grant.hasBegun()) {
                        visitor.running(grant.id, grant.progress(), grant.currentRecord());
                      }
                    }),
        this::tell);
  }

  private void tell(int slot, long progress, @Nullable Object task, long nanos) {
    reported = watch.reported();
    Grant grant = engine.grants().at(slot);
    Thread thread = grant == null ? null : grant.thread;
    if (grant == null || thread == null) {
      return;
    }
    RunningTask seen = WorkerLook.at(grant, thread);
    if (grant.progress() != progress) {
      return; // it ended while its stack was taken
    }
    @Nullable String taskClass = task instanceof TaskHandle<?> handle ? handle.taskClass() : null;
    engine
        .figures()
        .notices()
        .overrun(
            new Overrun(
                engine.name(),
                seen.name(),
                taskClass,
                Duration.ofNanos(nanos),
                budget,
                seen.thread(),
                seen.stack()));
  }
}
