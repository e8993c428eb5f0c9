package dev.freshet.lab.guide;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a load is like: an answer to every question of the guide.
 *
 * <pre>{@code
 * Load load = Load.usual().with(Answer.PEAK, "3200/s").with(Answer.ARRIVAL, "bursty");
 * Advice advice = new Guide().advise(load, LabFigures.shipped());
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Load {
  private final EnumMap<Answer, Long> answers;

  private Load(EnumMap<Answer, Long> answers) {
    this.answers = answers;
  }

  /**
   * The load of somebody who answered nothing.
   *
   * @return the usual answer everywhere
   */
  public static Load usual() {
    EnumMap<Answer, Long> answers = new EnumMap<>(Answer.class);
    for (Answer answer : Answer.values()) {
      answers.put(answer, answer.usual());
    }
    return new Load(answers);
  }

  /**
   * The same with another answer.
   *
   * @param answer which
   * @param value in the unit of the answer
   * @return the changed load
   * @throws IllegalArgumentException naming the answer, the value and what is allowed
   */
  public Load with(Answer answer, long value) {
    try {
      answer.check(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(answer.key() + " " + value + ": " + e.getMessage(), e);
    }
    EnumMap<Answer, Long> changed = new EnumMap<>(answers);
    changed.put(answer, value);
    return new Load(changed);
  }

  /**
   * The same with another answer.
   *
   * @param answer which
   * @param text as a user writes it
   * @return the changed load
   * @throws IllegalArgumentException naming the answer, the value and what is allowed
   */
  public Load with(Answer answer, String text) {
    try {
      return with(answer, answer.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(answer.key() + " '" + text + "': " + e.getMessage(), e);
    }
  }

  /**
   * An answer.
   *
   * @param answer which
   * @return in the unit of the answer
   */
  public long get(Answer answer) {
    return Objects.requireNonNull(answers.get(answer));
  }

  /**
   * An answer as a user would write it.
   *
   * @param answer which
   * @return such as {@code 50us}
   */
  public String text(Answer answer) {
    return answer.print(get(answer));
  }

  /**
   * All answers by their key, in the order of the questions.
   *
   * @return as a user would write them
   */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Answer answer : Answer.values()) {
      texts.put(answer.key(), text(answer));
    }
    return texts;
  }

  /** Processor time of a task, in the mean, in nanoseconds. */
  double cpuNanos() {
    return (double) get(Answer.CPU_PER_TASK);
  }

  /** Waiting time of a task, in the mean of those that wait and those that do not. */
  double waitNanos() {
    return get(Answer.BLOCKING) / 100.0 * (double) get(Answer.WAIT_PER_TASK);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Load load && answers.equals(load.answers);
  }

  @Override
  public int hashCode() {
    return answers.hashCode();
  }

  @Override
  public String toString() {
    return texts().toString();
  }
}
