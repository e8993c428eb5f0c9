package dev.freshet.lab.subject;

/**
 * A row of the catalogue of subjects.
 *
 * @param name what the command line calls it, such as {@code freshet-virtual}
 * @param family whose it is
 * @param what one line for {@code freshet lab list}
 * @param java the line of Java that builds it as one would by hand, {@code LIMIT} in the place of
 *     the limit and with its default number of places; under a workload all bounded queues have
 *     equally many
 * @param bounded whether it holds at most as many running tasks as its limit says
 * @param holdsMillion whether a million tasks in flight fit into a heap of 1 GiB
 * @param factory builds it
 */
public record SubjectKind(
    String name,
    Family family,
    String what,
    String java,
    boolean bounded,
    boolean holdsMillion,
    Factory factory) {
  /** Whose a subject is. */
  public enum Family {
    /** Ours. */
    FRESHET,
    /** The JDK's. */
    JDK,
    /** A library's. */
    LIBRARY
  }

  /** Builds a subject. */
  @FunctionalInterface
  public interface Factory {
    /**
     * Builds one.
     *
     * @param limit tasks that may run at once
     * @param places of the queue, if that is bounded: a power of two, since some queues know no
     *     other sizes
     * @return ready to take tasks
     */
    Subject build(int limit, int places);
  }

  /**
   * Builds a subject.
   *
   * @param limit tasks that may run at once
   * @param places tasks that may wait, if its queue is bounded; rounded up to a power of two, so
   *     that all queues have equally many
   * @return ready to take tasks
   */
  public Subject build(int limit, int places) {
    int power = places <= 1 ? 1 : Integer.highestOneBit(places - 1) << 1;
    return factory.build(limit, power);
  }
}
