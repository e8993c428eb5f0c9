package dev.freshet.core.scope;

import dev.freshet.core.timer.Timed;

/** A timer node that the classes, and tests, of this package may fire. */
abstract class Expiry extends Timed {
  /** Does what is due; on the timer's thread, which it must not keep. */
  @Override
  protected abstract void expired();
}
