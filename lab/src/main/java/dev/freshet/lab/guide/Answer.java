package dev.freshet.lab.guide;

import java.util.List;
import java.util.Locale;

/**
 * What the guide wants to know about a load: the question, how an answer is written, what is
 * allowed, and what is taken if nobody answers.
 *
 * <p>Example: {@code Answer.CPU_PER_TASK.parse("50us")} is 50,000 nanoseconds. Within the program
 * every answer is a long: per cent, nanoseconds, tasks a second, bytes, 1 for yes and 0 for no, or
 * the place of a name in {@link #names()}. Thread-safe: immutable.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are those of List.of
public enum Answer implements Fact {
  /** Share of the tasks that wait at all. */
  BLOCKING(
      "blocking",
      Kind.PERCENT,
      0,
      100,
      80,
      "How many of 100 tasks wait (sockets, locks, sleep, other services)?"),
  /** Mean processor time of a task. */
  CPU_PER_TASK(
      "cpu-per-task",
      Kind.TIME,
      1,
      3_600_000_000_000L,
      50_000,
      "How long does a task compute, in the mean?"),
  /** Mean wait of a task that waits. */
  WAIT_PER_TASK(
      "wait-per-task",
      Kind.TIME,
      0,
      86_400_000_000_000L,
      20_000_000,
      "How long does a task that waits wait, in the mean?"),
  /** How tasks come. */
  ARRIVAL(
      "arrival",
      List.of("steady", "bursty", "step", "pulled"),
      1,
      "How do tasks arrive: steady, in bursts, in steps to another level, or pulled from a source"
          + " that you iterate over?"),
  /** Highest rate of arrivals. */
  PEAK("peak", Kind.RATE, 1, 1_000_000_000, 1_000, "How many arrive at the peak?"),
  /** What may be lost under too much load. */
  LOSS(
      "loss",
      List.of("none", "late", "newest"),
      0,
      "What may be lost under too much load: none, late ones (nobody waits any more), or all but"
          + " the newest?"),
  /** Memory for what runs and waits. */
  MEMORY(
      "memory",
      Kind.SIZE,
      1L << 20,
      1L << 44,
      512L << 20,
      "How much memory may running and waiting tasks take?"),
  /** Whether tasks of one key must keep their order. */
  ORDER_PER_KEY("order-per-key", "Must tasks of one key (account, device) keep their order?"),
  /** Share of the tasks that belong to the most frequent key. */
  SAME_KEY(
      "same-key",
      Kind.PERCENT,
      0,
      100,
      0,
      "How many of 100 tasks are for the same key, so that one call could do them together?"),
  /** Whether the waits hold a carrier. */
  NATIVE(
      "native",
      "Do tasks block in native code, or read files through FileInputStream or FileChannel?"),
  /** Whether tasks leave thread-locals behind. */
  THREAD_LOCALS("thread-locals", "Do tasks or their libraries leave thread-locals behind?"),
  /** Whether each task has its time. */
  DEADLINES("deadlines", "Does each task have a time by which it must be done?"),
  /** Whether some tasks matter more. */
  PRIORITIES("priorities", "Are there classes of which the upper must not wait behind the lower?"),
  /** Whether tasks share something that is slower under too many. */
  SLOWS_DOWN(
      "slows-down",
      "Do tasks share something that gets slower under too many, and nobody knows how many that"
          + " is?"),
  /** How soon an idle pool must start a task; 0 if that does not matter. */
  START_WITHIN(
      "start-within",
      Kind.TIME,
      0,
      3_600_000_000_000L,
      0,
      "Within which time must a task start that finds the pool idle? 0us if it does not matter."),
  /** Processors of the machine. */
  PROCESSORS("processors", Kind.COUNT, 1, 4_096, 0, "How many processors has the machine?");

  private final String key;
  private final Kind kind;
  private final long least;
  private final long most;
  private final long usual;
  private final String question;
  private final List<String> names;

  Answer(String key, Kind kind, long least, long most, long usual, String question) {
    this(key, kind, List.of(), least, most, usual, question);
  }

  Answer(String key, List<String> names, int usual, String question) {
    this(key, Kind.NAME, names, 0, names.size() - 1, usual, question);
  }

  Answer(String key, String question) {
    this(key, Kind.YES_NO, List.of("no", "yes"), 0, 1, 0, question);
  }

  Answer(
      String key,
      Kind kind,
      List<String> names,
      long least,
      long most,
      long usual,
      String question) {
    this.key = key;
    this.kind = kind;
    this.names = names;
    this.least = least;
    this.most = most;
    this.usual = usual;
    this.question = question;
  }

  /**
   * How rules, JSON and the command line call it, without dashes in front.
   *
   * @return such as {@code cpu-per-task}
   */
  @Override
  public String key() {
    return key;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  /**
   * The question.
   *
   * @return one sentence
   */
  public String question() {
    return question;
  }

  /**
   * The allowed answers, where they are names.
   *
   * @return in the order of their numbers; empty for quantities
   */
  public List<String> names() {
    return names;
  }

  /**
   * The least answer allowed.
   *
   * @return in the unit of this answer
   */
  public long least() {
    return least;
  }

  /**
   * The largest answer allowed.
   *
   * @return in the unit of this answer
   */
  public long most() {
    return most;
  }

  /**
   * What is taken if nobody answers.
   *
   * @return in the unit of this answer; for {@link #PROCESSORS} those of this JVM
   */
  public long usual() {
    return this == PROCESSORS
        ? Math.clamp(Runtime.getRuntime().availableProcessors(), least, most)
        : usual;
  }

  /**
   * Reads an answer.
   *
   * @param text as a user writes it
   * @return the answer
   * @throws IllegalArgumentException "must be …", saying what is allowed
   */
  public long parse(String text) {
    if (!kind.isNumber()) {
      int place = names.indexOf(text.strip().toLowerCase(Locale.ROOT));
      if (place < 0) {
        throw new IllegalArgumentException("must be one of " + String.join(", ", names));
      }
      return place;
    }
    return check(kind.parse(text));
  }

  /**
   * Requires an answer to be allowed.
   *
   * @param value in the unit of this answer
   * @return the value
   * @throws IllegalArgumentException "must be …", saying what is allowed
   */
  public long check(long value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "must be from " + kind.print(least) + " to " + kind.print(most));
    }
    return value;
  }

  /**
   * Writes an answer as a user would.
   *
   * @param value in the unit of this answer
   * @return such as {@code 50us}
   */
  public String print(long value) {
    return kind.isNumber() ? kind.print(value) : names.get((int) value);
  }
}
