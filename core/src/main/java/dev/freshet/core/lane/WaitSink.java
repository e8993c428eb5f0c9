package dev.freshet.core.lane;

/** Is told how long sampled items waited. */
@FunctionalInterface
public interface WaitSink {
  /**
   * The item just taken was a sample. Called by the thread that took it, at once.
   *
   * @param acceptedNanos when it was accepted, of {@link System#nanoTime}
   * @param weight how many items it stands for
   */
  void waited(long acceptedNanos, long weight);

  /**
   * Where a lane of several parts should look first for whoever polls with this sink: neighbours
   * should differ in the low bits.
   *
   * @return any number, as long as it stays the same
   */
  default int home() {
    return (int) Thread.currentThread().threadId();
  }
}
