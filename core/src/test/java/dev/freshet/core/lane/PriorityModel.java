package dev.freshet.core.lane;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The discipline of {@link PriorityLane} said once more, for one thread and without haste. */
final class PriorityModel {
  private final int capacity;
  private final int ageing;
  private final List<Level> levels = new ArrayList<>();

  PriorityModel(int capacity, int levels, int ageing) {
    this.capacity = capacity;
    this.ageing = ageing;
    for (int i = 0; i < levels; i++) {
      this.levels.add(new Level());
    }
  }

  boolean offer(RankedItem item) {
    if (size() == capacity) {
      return false;
    }
    Level level = levels.get(levelOf(item));
    if (level.items.isEmpty()) {
      level.passed = 0;
    }
    level.items.add(item);
    return true;
  }

  @Nullable RankedItem poll() {
    for (Level level : levels.reversed()) {
      if (!level.items.isEmpty() && level.passed >= ageing) {
        level.passed = 0;
        return level.items.remove();
      }
    }
    Level served = null;
    for (Level level : levels.reversed()) {
      if (served == null && !level.items.isEmpty()) {
        served = level;
      } else if (!level.items.isEmpty()) {
        level.passed++;
      }
    }
    if (served == null) {
      return null;
    }
    served.passed = 0;
    return served.items.remove();
  }

  @Nullable RankedItem pollVictim() {
    for (Level level : levels) {
      if (!level.items.isEmpty()) {
        return level.items.remove();
      }
    }
    return null;
  }

  int levelOf(RankedItem item) {
    int top = levels.size() - 1;
    return item.priority() == Ranked.DEFAULT_PRIORITY ? top / 2 : Math.min(item.priority(), top);
  }

  int size() {
    return levels.stream().mapToInt(level -> level.items.size()).sum();
  }

  int sizeOf(int level) {
    return levels.get(level).items.size();
  }

  private static final class Level {
    final ArrayDeque<RankedItem> items = new ArrayDeque<>();
    int passed;
  }
}
