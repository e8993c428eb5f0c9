package dev.freshet.lab.workload;

import dev.freshet.lab.child.WrongResult;
import dev.freshet.lab.subject.Subject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the tasks of a trial do, so that the result can be checked: that each ran once, and
 * never more at a time than the limit allows. For all threads.
 */
final class Tally {
  /**
   * Without any task ending for so long, those that are missing are lost. Longer than any task
   * waits for an answer, so that it fails with its own reason.
   */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How often the count is looked at: a ten-thousandth of a run of half a second. */
  private static final long LOOK_NANOS = 50_000;

  private final LongAdder ended = new LongAdder();
  private final LongAdder twice = new LongAdder();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** A task, or tasks that are done as one, begins. */
  void enter() {
    int now = running.incrementAndGet();
    for (int before = most.get(); now > before; before = most.get()) {
      if (most.compareAndSet(before, now)) {
        return;
      }
    }
  }

  /** It ends. */
  void leave() {
    running.decrementAndGet();
  }

  void ended() {
    ended.increment();
  }

  void ranTwice() {
    twice.increment();
  }

  void failed(Throwable cause) {
    failure.compareAndSet(null, cause);
  }

  int running() {
    return running.get();
  }

  /** Tasks that have ended. */
  long count() {
    return ended.sum();
  }

  /**
   * Waits until so many have ended, or were shed by the subject.
   *
   * @throws WrongResult if one fails, or they stop ending before that
   */
  void await(String name, Subject subject, long tasks) {
    long last = -1;
    long since = System.nanoTime();
    while (true) {
      requireNoneFailed(name);
      long now = count();
      if (now >= tasks || now + subject.shed() >= tasks) {
        return;
      }
      if (now != last) {
        last = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE_NANOS) {
        throw wrong(name, "%,d of %,d tasks ran, then none for 5 s".formatted(now, tasks));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /**
   * Checks what the subject has done with the tasks it was given, once it is closed.
   *
   * @param limit which none may exceed; 0 if there is none
   * @throws WrongResult in one line
   */
  void check(String name, Subject subject, long tasks, int limit) {
    requireNoneFailed(name);
    long ran = count();
    long shed = subject.shed();
    if (twice.sum() > 0) {
      throw wrong(name, "%,d of %,d tasks ran twice".formatted(twice.sum(), tasks));
    }
    if (ran + shed != tasks) {
      throw wrong(name, "%,d tasks ran and %,d were shed of %,d".formatted(ran, shed, tasks));
    }
    if (limit > 0 && most.get() > limit) {
      throw wrong(name, "%,d tasks ran at once, the limit is %,d".formatted(most.get(), limit));
    }
  }

  /** What failed says more than how many are missing because of it. */
  private void requireNoneFailed(String name) {
    Throwable cause = failure.get();
    if (cause != null) {
      WrongResult wrong = wrong(name, "a task failed: %s".formatted(cause));
      wrong.initCause(cause);
      throw wrong;
    }
  }

  static WrongResult wrong(String name, String line) {
    return new WrongResult(name + ": " + line);
  }
}
