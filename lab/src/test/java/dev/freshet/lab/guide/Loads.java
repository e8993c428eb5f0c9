package dev.freshet.lab.guide;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A grid over all answers: both sides of every bound that the rules know, and the extremes. */
final class Loads {
  /** Prime to every number of values, so that all values of all answers meet. */
  private static final long STRIDE = 1_009;

  private static final Map<Answer, List<String>> QUANTITIES =
      Map.ofEntries(
          Map.entry(Answer.BLOCKING, List.of("0%", "49%", "50%", "100%")),
          Map.entry(Answer.CPU_PER_TASK, List.of("100ns", "1us", "50us", "10ms", "200ms")),
          Map.entry(Answer.WAIT_PER_TASK, List.of("0us", "1us", "20ms", "10s")),
          Map.entry(Answer.PEAK, List.of("1/s", "100/s", "3200/s", "1000000/s", "50000000/s")),
          Map.entry(Answer.MEMORY, List.of("1MiB", "64MiB", "16TiB")),
          Map.entry(Answer.SAME_KEY, List.of("0%", "60%", "95%", "100%")),
          Map.entry(Answer.START_WITHIN, List.of("0us", "5us", "1ms")),
          Map.entry(Answer.PROCESSORS, List.of("1", "2", "16")));

  private Loads() {}

  /** Some ten thousand loads, the same ones in every run. */
  static Stream<Load> grid() {
    Map<Answer, List<Long>> values = new EnumMap<>(Answer.class);
    long all = 1;
    for (Answer answer : Answer.values()) {
      List<Long> list = new ArrayList<>();
      if (answer.kind().isNumber()) {
        Objects.requireNonNull(QUANTITIES.get(answer))
            .forEach(text -> list.add(answer.parse(text)));
      } else {
        LongStream.rangeClosed(0, answer.most()).forEach(list::add);
      }
      values.put(answer, list);
      all *= list.size();
    }
    return LongStream.iterate(0, n -> n + STRIDE).limit(all / STRIDE).mapToObj(n -> at(n, values));
  }

  private static Load at(long number, Map<Answer, List<Long>> values) {
    Load load = Load.usual();
    long rest = number;
    for (Answer answer : Answer.values()) {
      List<Long> list = Objects.requireNonNull(values.get(answer));
      load = load.with(answer, list.get((int) (rest % list.size())));
      rest /= list.size();
    }
    return load;
  }
}
