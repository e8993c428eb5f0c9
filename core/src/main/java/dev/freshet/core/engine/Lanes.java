package dev.freshet.core.engine;

import dev.freshet.core.Discipline;
import dev.freshet.core.TaskPoolConfig;
import dev.freshet.core.lane.Lane;
import dev.freshet.core.lane.RingLane;
import java.util.function.Consumer;

/** Which lane a discipline needs. */
final class Lanes {
  private Lanes() {}

  /**
   * An empty lane.
   *
   * @param shed is given what the lane evicts by its own rule
   */
  static Lane of(TaskPoolConfig config, Consumer<Object> shed) {
    int capacity = config.laneCapacity();
    return switch (config.discipline()) {
      case Discipline.Fifo _ -> new RingLane(capacity, config.histograms());
      case Discipline.Priority _, Discipline.EarliestDeadline _, Discipline.AdaptiveLifo _ ->
          throw new UnsupportedOperationException("not yet");
    };
  }
}
