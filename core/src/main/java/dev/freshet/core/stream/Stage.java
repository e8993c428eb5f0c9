package dev.freshet.core.stream;

import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One stage: takes elements, has batches of them worked on by a pool, gives results.
 *
 * <p>Confined to the owner of its {@link Coordinator}, but for {@link #figures}.
 */
final class Stage {
  /*
   * The way of a batch
   * ------------------
   *   filling -> queue -> a task -> back -> gone
   *   `-------- at most parallelism + buffer --'
   *
   * One deque, out, makes the order: an ordered stage puts a batch there when it is complete, before
   * a task can take it, an unordered one when it is back. Results are only taken from its head.
   */

  private final Coordinator coordinator;
  private final StageTasks tasks;
  private final StageOptions options;
  private final Body body;
  private final boolean generates;
  private final int most;
  private final LongSupplier clock;
  private final StageCounters counters = new StageCounters();

  private final ArrayDeque<Batch> out = new ArrayDeque<>();

  /** Takes elements, incomplete. */
  private @Nullable Batch filling;

  /** When it took the first one. */
  private long fillingSince;

  /** Batches that are somewhere in the stage. */
  private int held;

  /** Of those, complete and not back. */
  private int away;

  /** No element will come any more. */
  private boolean ended;

  Stage(
      Coordinator coordinator,
      TaskPool pool,
      StageOptions options,
      Body body,
      boolean generates,
      LongSupplier clock) {
    this.coordinator = coordinator;
    this.tasks = new StageTasks(coordinator, pool, options);
    this.options = options;
    this.body = body;
    this.generates = generates;
    this.most = options.parallelism() + options.buffer();
    this.clock = clock;
    coordinator.enter(this);
  }

  Coordinator coordinator() {
    return coordinator;
  }

  Body body() {
    return body;
  }

  /* --- elements --- */

  /** Whether one element more is within the bound. */
  boolean hasRoom() {
    return filling != null || held < most;
  }

  /** Whether a task, or a place for one, has nothing to do. */
  boolean hasIdleSlot() {
    return away < options.parallelism();
  }

  /** Whether batches wait and nobody will come for them but the owner. */
  boolean isStuck() {
    return tasks.isStuck();
  }

  /** The batch without whose results nothing can go on; null if any would help. */
  @Nullable Batch awaited() {
    return options.ordered() && !tasks.isShort() ? out.peekFirst() : null;
  }

  void accept(@Nullable Object element) {
    Batch batch = filling;
    if (batch == null) {
      batch = new Batch(this, options.batch());
      filling = batch;
      held++;
      if (options.linger() != null) {
        fillingSince = clock.getAsLong();
      }
    }
    batch.add(element);
    counters.took(1);
    if (batch.size == options.batch()) {
      complete(batch);
    }
  }

  private void complete(Batch batch) {
    filling = null;
    batch.taken = batch.size;
    ready(batch);
  }

  private void ready(Batch batch) {
    away++;
    if (options.ordered()) {
      out.addLast(batch);
    }
    tasks.put(batch);
  }

  /** No element will come any more. */
  void end() {
    ended = true;
    if (filling != null) {
      complete(filling);
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /** How long the incomplete batch may wait, in nanoseconds; {@link Long#MAX_VALUE} for ever. */
  long lingerLeft() {
    Duration linger = options.linger();
    return filling == null || linger == null
        ? Long.MAX_VALUE
        : Coordinator.nanosOf(linger) - (clock.getAsLong() - fillingSince);
  }

  /* --- results --- */

  boolean hasResult() {
    for (; ; ) {
      Batch head = out.peekFirst();
      if (head == null || !head.hasLanded) {
        return false;
      }
      if (head.given < head.size) {
        return true;
      }
      release(head); // a batch without results
    }
  }

  /** The next result; there is one. */
  @Nullable Object take() {
    Batch head = out.getFirst();
    Object result = head.items[head.given];
    head.items[head.given++] = null;
    counters.gave();
    if (head.given == head.size) {
      release(head);
    }
    return result;
  }

  private void release(Batch head) {
    out.removeFirst();
    held--;
    counters.left(head.taken);
  }

  /** Whether the last result was taken. */
  boolean isFinished() {
    return ended && held == 0;
  }

  /* --- the pool --- */

  /**
   * Has tasks submitted as far as batches, slots and pool allow.
   *
   * @return whether one went
   */
  boolean dispatch() {
    if (generates && !ended && held < most && away == 0) {
      held++;
      ready(new Batch(this, options.batch()));
    }
    if (filling != null && lingerLeft() <= 0) {
      complete(filling);
    }
    return tasks.dispatch();
  }

  /** Waits for room if batches want some; answers whether a task went. */
  boolean waitForRoom() throws InterruptedException {
    return tasks.waitForRoom();
  }

  /**
   * Takes a batch back.
   *
   * @return why there are no results, or null
   */
  @Nullable Throwable land(Batch batch) {
    away--;
    if (batch.failure != null) {
      return coordinator.firstFailure();
    }
    landed(batch);
    return null;
  }

  private void landed(Batch batch) {
    batch.hasLanded = true;
    if (generates) {
      batch.taken = batch.size;
      counters.took(batch.size);
      if (batch.isLast) {
        end();
      }
    }
    if (!options.ordered()) {
      out.addLast(batch);
    }
  }

  /** Runs a batch on this thread if that is a worker of the pool; answers whether one was run. */
  boolean help() throws InterruptedException {
    return tasks.help();
  }

  /** Sends those back whose tasks will never run. */
  void look() {
    tasks.look();
  }

  /**
   * Gives everything up.
   *
   * @return how many tasks will come back
   */
  int callOff() {
    out.clear();
    filling = null;
    held = 0;
    ended = true;
    away = 0;
    return tasks.callOff();
  }

  /* --- figures --- */

  /** Notes whether results wait only because nobody takes them. */
  void noteBlocked(boolean blocked) {
    counters.blocked(blocked, clock);
  }

  StageFigures figures() {
    return counters.figures(tasks.name(), tasks.active(), clock);
  }

  @Override
  public String toString() {
    return figures().toString();
  }
}
