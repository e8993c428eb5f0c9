package dev.freshet.core.timer;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts its expiries and may do something at each. */
class Probe extends Timed {
  final AtomicInteger expiries = new AtomicInteger();
  @Nullable Runnable then;

  @Override
  protected void expired() {
    expiries.incrementAndGet();
    if (then != null) {
      then.run();
    }
  }

  int count() {
    return expiries.get();
  }
}
