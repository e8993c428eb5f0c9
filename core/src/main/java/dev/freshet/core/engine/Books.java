package dev.freshet.core.engine;

import dev.freshet.core.PoolSnapshot;
import dev.freshet.core.RunningTask;
import dev.freshet.core.engine.Tally.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The figures of a pool, read from where they are kept: the admission word, the lane, the grants
 * and the tally.
 */
public final class Books {
  private final PoolEngine engine;

  Books(PoolEngine engine) {
    this.engine = engine;
  }

  /**
   * The figures now; a sum over all grants ever in use at once.
   *
   * @return an immutable snapshot
   */
  public PoolSnapshot snapshot() {
    Tally tally = engine.tally();
    long[] done = done();
    long w = engine.admission().get();
    return new PoolSnapshot(
        engine.name(),
        engine.limit(),
        engine.lane().capacity(),
        submitted(),
        queued(),
        AdmissionWord.running(w),
        done[0],
        done[1],
        tally.sum(Event.CANCELLED),
        tally.sum(Event.EXPIRED),
        tally.sum(Event.DROPPED),
        tally.sum(Event.REJECTED),
        tally.sum(Event.DIVERTED),
        tally.sum(Event.CALLER_RAN),
        engine.turnstile().blocked(),
        tally.sum(Event.THREAD_STARTED),
        engine.threads().alive(),
        engine.limits().isPaused(),
        engine.overruns(),
        Figures.snapshotOf(engine.figures().starts()),
        Figures.snapshotOf(engine.figures().runs()));
  }

  /**
   * The workers that have been at one task for the longest, with their stacks.
   *
   * @param most how many
   * @return what they run, oldest first
   */
  public List<RunningTask> oldestRunning(int most) {
    List<Aged> running = new ArrayList<>();
    engine
        .grants()
        .forEach(
            grant -> {
              Thread thread = grant.thread;
              if (thread != null && grant.hasBegun()) {
                running.add(new Aged(grant, thread, grant.ageNanos()));
              }
            });
    return running.stream()
        .sorted(Comparator.comparingLong(Aged::age).reversed())
        .limit(most)
        .map(aged -> WorkerLook.at(aged.grant(), aged.thread()))
        .sorted(Comparator.comparing(RunningTask::age).reversed())
        .toList();
  }

  /** A worker and the age it had when all ages were read: it may be at another task by now. */
  private record Aged(Grant grant, Thread thread, long age) {}

  /** Completed and failed, those that ran elsewhere than on a worker included. */
  private long[] done() {
    Tally tally = engine.tally();
    long[] done = {tally.sum(Event.COMPLETED_OUTSIDE), tally.sum(Event.FAILED_OUTSIDE)};
    engine
        .grants()
        .forEach(
            grant -> {
              done[0] += grant.completedCount();
              done[1] += grant.failedCount();
            });
    return done;
  }

  /** Tasks ever accepted. */
  long submitted() {
    Tally tally = engine.tally();
    return engine.lane().accepted()
        + tally.sum(Event.GRANTED_DIRECTLY)
        + tally.sum(Event.CALLER_RAN);
  }

  /** Tasks that wait in the lane, without tombstones. */
  int queued() {
    Tally tally = engine.tally();
    long tombstones = tally.sum(Event.TOMBSTONE_MADE) - tally.sum(Event.TOMBSTONE_MET);
    return (int) Math.max(0, engine.lane().size() - tombstones);
  }

  /** Tasks that ran to their end. */
  long ended() {
    long[] done = done();
    return done[0] + done[1];
  }

  /** State, what runs and what waits, in words. */
  @Override
  public String toString() {
    long w = engine.admission().get();
    String state =
        switch (AdmissionWord.state(w)) {
          case AdmissionWord.OPEN -> engine.limits().isPaused() ? "paused" : "open";
          case AdmissionWord.TERMINATED -> "terminated";
          default -> "shutting down";
        };
    return "[%s, running %d of %d, queued %d of %d]"
        .formatted(
            state,
            AdmissionWord.running(w),
            engine.limit(),
            engine.lane().size(),
            engine.lane().capacity());
  }
}
