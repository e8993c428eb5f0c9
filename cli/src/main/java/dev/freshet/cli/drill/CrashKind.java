package dev.freshet.cli.drill;

/**
 * How the market is brought down in the middle of the rush.
 *
 * <p>Example: {@code --crash power}. Immutable and thread safe.
 */
public enum CrashKind {
  /** SIGKILL. What the process had written is still in the page cache and survives. */
  KILL,
  /** SIGKILL, then the write-ahead log is cut back to the length that was known to be synced. */
  POWER
}
