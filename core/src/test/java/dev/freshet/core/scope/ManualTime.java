package dev.freshet.core.scope;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A clock and a timer that stand still until a test moves them. */
final class ManualTime implements TimeSource {
  private final Map<Expiry, Long> armed = new HashMap<>();

  // Close to where it runs over, so that nobody gets away with comparing values.
  private long now = Long.MAX_VALUE - 1_000;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public synchronized void arm(Expiry node, long deadlineNanoTime) {
    if (armed.putIfAbsent(node, deadlineNanoTime) != null) {
      throw new IllegalStateException("armed twice");
    }
  }

  @Override
  public synchronized boolean cancel(Expiry node) {
    return armed.remove(node) != null;
  }

  synchronized int armed() {
    return armed.size();
  }

  /** Lets time pass for a timer that is late. */
  synchronized void passUnnoticed(Duration duration) {
    now += duration.toNanos();
  }

  /** Lets time pass, and fires on this thread what is due then. */
  void pass(Duration duration) {
    List<Expiry> due;
    synchronized (this) {
      now += duration.toNanos();
      due =
          armed.entrySet().stream()
              .filter(entry -> entry.getValue() - now <= 0)
              .map(Map.Entry::getKey)
              .toList();
      due.forEach(armed::remove);
    }
    due.forEach(Expiry::expired);
  }
}
