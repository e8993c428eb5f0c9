package dev.freshet.core.scope;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The alarms that ring when a scope is called off. Safe for all threads. */
final class Alarms {
  private final Set<Alarm> set = new HashSet<>(0);

  synchronized void add(Alarm alarm) {
    set.add(alarm);
  }

  synchronized void remove(Alarm alarm) {
    set.remove(alarm);
  }

  synchronized List<Alarm> all() {
    return List.copyOf(set);
  }
}
