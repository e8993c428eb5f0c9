package dev.freshet.core.batch;

/** How a {@link Batcher} treats the items it gets now. */
public enum BatchMode {
  /** Each item on its own. */
  DIRECT,
  /**
   * Items of a key together. While a call for a key is under way, those that come wait for its end,
   * for a full batch or for the linger time, whichever comes first.
   */
  BATCH,
  /**
   * Items of a key together, but nobody lingers: items wait for a worker only. For overload, when
   * they wait long enough anyway.
   */
  DRAIN
}
