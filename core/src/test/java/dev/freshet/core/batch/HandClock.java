package dev.freshet.core.batch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Time that is moved by hand; alarms ring on the thread that moves it. */
final class HandClock implements BatchClock {
  private final Map<Alarm, Long> armed = new LinkedHashMap<>();
  private long now = 1_000_000_000;

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized void arm(Alarm alarm, long when) {
    if (armed.putIfAbsent(alarm, when) != null) {
      throw new IllegalStateException("armed already");
    }
  }

  @Override
  public synchronized boolean cancel(Alarm alarm) {
    return armed.remove(alarm) != null;
  }

  synchronized int armed() {
    return armed.size();
  }

  void advance(long nanos) {
    List<Alarm> due;
    synchronized (this) {
      now += nanos;
      due =
          armed.entrySet().stream()
              .filter(e -> e.getValue() <= now)
              .map(Map.Entry::getKey)
              .toList();
      due.forEach(armed::remove);
    }
    due.forEach(Alarm::ring);
  }
}
