package dev.freshet.core.engine;

import dev.freshet.core.lane.WaitSink;

/**
 * Keeps the wait of an item that one thread takes from the lane for another to start with, so that
 * the start of that thread is measured as well.
 *
 * <p>Confined to the thread that takes; some bytes beside those of the thread to be started.
 */
final class HandOver implements WaitSink {
  private long acceptedNanos;
  private long weight;

  @Override
  public void waited(long acceptedNanos, long weight) {
    this.acceptedNanos = acceptedNanos;
    this.weight = weight;
  }

  long acceptedNanos() {
    return acceptedNanos;
  }

  /** How many items the one taken stands for; 0 if it is no sample. */
  long weight() {
    return weight;
  }
}
