package dev.freshet.doctor.cause;

import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.Dump.Contended;
import dev.freshet.doctor.window.JvmEvent.LockWait;
import dev.freshet.doctor.window.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Locks that threads of a window waited for. Traces see java.util.concurrent (virtual threads
 * included) and monitors of platform threads; only dumps see monitors of virtual threads. A lock
 * seen by both counts once, by whichever saw more.
 */
final class Locks {
  /**
   * Waiting for news is no contention: an idle worker waits on its queue's condition for hours.
   * Looked for in the lock's class and in the JDK's frames on top of the stack; frames below the
   * program's own only tell who started it.
   */
  private static final List<String> NEWS =
      List.of(
          "ConditionObject",
          "ConditionNode",
          "CountDownLatch",
          "CyclicBarrier",
          "Phaser",
          "Exchanger",
          "CompletableFuture",
          "FutureTask",
          "ForkJoin",
          "SynchronousQueue",
          "TransferQueue",
          "DelayQueue",
          "ReferenceQueue",
          "Object.wait",
          "ThreadPoolExecutor.getTask");

  private Locks() {}

  /** What one lock cost in a window. */
  static final class Wait {
    private final String lock;
    private double tracedMs;
    private double sampledMs;
    private double waiters;
    private double virtualWaiters;
    private String owner = "";
    private List<String> stack = List.of();

    private Wait(String lock) {
      this.lock = lock;
    }

    String lock() {
      return lock;
    }

    double ms() {
      return Math.max(tracedMs, sampledMs);
    }

    /** Mean number of threads that waited: the dumps' count, or Little's law on the traces. */
    double waiters(Window window) {
      return Math.max(waiters, tracedMs / window.millis());
    }

    /** More than chance: traces see every wait, dumps may catch two by luck. */
    boolean isHot(Window window) {
      return isHotByTraces(window) || LockRule.SAMPLED_WAITERS.exceededBy(waiters);
    }

    boolean isHotByTraces(Window window) {
      return LockRule.WAITERS.exceededBy(tracedMs / window.millis());
    }

    boolean isVirtual() {
      return virtualWaiters > 0;
    }

    boolean isSampled() {
      return sampledMs > 0;
    }

    boolean isTraced() {
      return tracedMs > 0;
    }

    String owner() {
      return owner;
    }

    List<String> stack() {
      return stack;
    }
  }

  static List<Wait> of(Window window) {
    Map<String, Wait> waits = new LinkedHashMap<>();
    window.events().stream()
        .filter(LockWait.class::isInstance)
        .map(LockWait.class::cast)
        .filter(w -> isContention(w.lock(), w.stack()))
        .filter(w -> !Stacks.isDoctor(w.thread(), w.stack()))
        .forEach(w -> trace(waits, w));
    for (Dump dump : window.dumps()) {
      for (Contended c : dump.contended()) {
        if (isContention(c.lock(), c.stack()) && !Stacks.isDoctor(c.owner(), c.stack())) {
          sample(waits, c, window);
        }
      }
    }
    return new ArrayList<>(waits.values());
  }

  private static void trace(Map<String, Wait> waits, LockWait event) {
    Wait wait = waits.computeIfAbsent(event.lock(), Wait::new);
    wait.tracedMs += event.ms();
    wait.virtualWaiters += event.virtual() ? 1 : 0;
    describe(wait, event.owner(), event.stack());
  }

  private static void sample(Map<String, Wait> waits, Contended contended, Window window) {
    Wait wait = waits.computeIfAbsent(contended.lock(), Wait::new);
    int dumps = window.dumps().size();
    wait.waiters += (double) contended.waiters() / dumps;
    wait.sampledMs += contended.waiters() * window.millis() / dumps;
    wait.virtualWaiters += contended.virtualWaiters();
    describe(wait, contended.owner(), contended.stack());
  }

  private static void describe(Wait wait, String owner, List<String> stack) {
    if (wait.owner.isEmpty()) {
      wait.owner = owner;
    }
    if (wait.stack.isEmpty()) {
      wait.stack = stack;
    }
  }

  static boolean isContention(String lock, List<String> stack) {
    List<String> top = stack.stream().takeWhile(Stacks::isJdk).toList();
    return NEWS.stream()
        .noneMatch(n -> lock.contains(n) || top.stream().anyMatch(f -> f.contains(n)));
  }

  static double totalMs(Window window) {
    return of(window).stream().mapToDouble(Wait::ms).sum();
  }

  static Optional<Wait> find(Window window, String lock) {
    return of(window).stream().filter(w -> w.lock().equals(lock)).findFirst();
  }
}
