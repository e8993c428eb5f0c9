package dev.freshet.core.scope;

import org.jspecify.annotations.Nullable;

/**
 * What is in force around a piece of work: a fork is the frame of its body, and a deadline put in
 * force inside makes another one.
 */
interface Frame {
  /** The deadline. */
  Deadline deadline();

  /** The fork the work is, or is part of; null outside of forks. */
  @Nullable ForkTask<?> fork();

  /** The scope of that fork. */
  default @Nullable ForkGroup<?> scope() {
    ForkTask<?> fork = fork();
    return fork == null ? null : fork.scope();
  }

  /** The frame of what this thread does. */
  static Frame current() {
    return Holder.CURRENT.orElse(Plain.NONE);
  }

  /** Puts exactly this in force, whatever is in force around it. */
  default ScopedValue.Carrier binding() {
    return ScopedValue.where(Holder.CURRENT, this);
  }

  /** A frame that is no fork. */
  record Plain(Deadline deadline, @Nullable ForkTask<?> fork) implements Frame {
    private static final Plain NONE = new Plain(Deadline.none(), null);
  }

  /** Keeps the scoped value to this interface. */
  final class Holder {
    private static final ScopedValue<Frame> CURRENT = ScopedValue.newInstance();

    private Holder() {}
  }
}
