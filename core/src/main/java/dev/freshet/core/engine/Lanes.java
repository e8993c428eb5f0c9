package dev.freshet.core.engine;

import dev.freshet.core.Discipline;
import dev.freshet.core.TaskPoolConfig;
import dev.freshet.core.Workers;
import dev.freshet.core.lane.AdaptiveLane;
import dev.freshet.core.lane.ChannelLane;
import dev.freshet.core.lane.DeadlineLane;
import dev.freshet.core.lane.Lane;
import dev.freshet.core.lane.PriorityLane;
import dev.freshet.core.lane.RingLane;
import dev.freshet.core.lane.ShardedLane;
import dev.freshet.core.lane.SlotRingLane;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Which lane the choices of a pool need. */
final class Lanes {
  private Lanes() {}

  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration); // 292 years for anything longer
  }

  /**
   * An empty lane.
   *
   * @param shed is given what the lane evicts by its own rule
   */
  static Lane of(TaskPoolConfig config, Consumer<Object> shed) {
    int capacity = config.laneCapacity();
    return switch (config.workers()) {
      case Workers.Ring _ -> new SlotRingLane(capacity, config.histograms());
      case Workers.Channel _ -> new ChannelLane(capacity, config.histograms());
      case Workers.Virtual _, Workers.Static _, Workers.Elastic _ -> ofDiscipline(config, shed);
    };
  }

  private static Lane ofDiscipline(TaskPoolConfig config, Consumer<Object> shed) {
    int capacity = config.laneCapacity();
    return switch (config.discipline()) {
      case Discipline.Fifo _ ->
          config.shards() == 1
              ? new RingLane(capacity, config.histograms())
              : new ShardedLane(capacity, config.shards(), config.histograms());
      case Discipline.Priority(int levels, int ageing) ->
          new PriorityLane(capacity, levels, ageing, config.histograms());
      case Discipline.EarliestDeadline(Duration slack) ->
          new DeadlineLane(capacity, nanos(slack), System::nanoTime);
      case Discipline.AdaptiveLifo(Duration target, Duration interval) ->
          new AdaptiveLane(capacity, nanos(target), nanos(interval), System::nanoTime, shed);
    };
  }
}
