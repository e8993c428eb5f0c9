package dev.freshet.doctor.source;

import java.util.Map;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;

/**
 * A way into the JVM: layer L1. Every call has a time-out. Closing undoes what was switched on.
 *
 * <p>Thread-safe.
 */
public interface Channel extends AutoCloseable {
  /**
   * How it works, for people.
   *
   * @return a few words
   */
  String name();

  /**
   * What stays in the target after closing.
   *
   * @return a clause; empty if nothing
   */
  String leaves();

  /**
   * What the JVM says about itself.
   *
   * @return facts
   * @throws Unavailable if it does not answer
   */
  Facts facts() throws Unavailable;

  /**
   * The scheduler of virtual threads.
   *
   * @return its gauges now
   * @throws Unavailable if the JVM does not answer or has none to tell (before JDK 24)
   */
  Gauge gauge() throws Unavailable;

  /**
   * The text of {@code Thread.print}; one safepoint.
   *
   * @return platform threads with the kernel's numbers
   * @throws Unavailable if the JVM does not answer
   */
  String threadPrint() throws Unavailable;

  /**
   * Makes the JVM write a dump of all threads, virtual ones included, as JSON.
   *
   * @param file where, absolute, as the target sees it; must not exist
   * @throws Unavailable if it does not
   */
  void dumpThreads(String file) throws Unavailable;

  /**
   * Starts a recording and hands its events on, about a second after they happened.
   *
   * @param settings by {@code event#setting}
   * @param sink called by one thread at a time
   * @return the recording; started
   * @throws Unavailable if the flight recorder is not there
   */
  Recording record(Map<String, String> settings, Consumer<RecordedEvent> sink) throws Unavailable;

  @Override
  void close();

  /** A recording that runs. */
  interface Recording {
    /**
     * Ends the recording: its settings no longer count, and all its events have been handed on.
     *
     * @throws Unavailable if the JVM does not answer
     */
    void finish() throws Unavailable;
  }
}
