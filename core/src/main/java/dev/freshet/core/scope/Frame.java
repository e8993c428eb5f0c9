package dev.freshet.core.scope;

import org.jspecify.annotations.Nullable;

/**
 * What is in force around a piece of work.
 *
 * @param deadline the deadline
 * @param scope the scope whose fork the work is, or is part of; null outside of forks
 */
record Frame(Deadline deadline, @Nullable ForkGroup<?> scope) {
  private static final ScopedValue<Frame> CURRENT = ScopedValue.newInstance();

  private static final Frame NONE = new Frame(Deadline.none(), null);

  static Frame current() {
    return CURRENT.orElse(NONE);
  }

  /**
   * Puts exactly this in force, whatever is in force around it; may be used any number of times.
   */
  ScopedValue.Carrier binding() {
    return ScopedValue.where(CURRENT, this);
  }
}
