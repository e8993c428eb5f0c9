package dev.freshet.core.timer;

import java.util.concurrent.atomic.AtomicInteger;

/** A node that counts its expiries. */
final class CountingNode extends Timed {
  final AtomicInteger expiries = new AtomicInteger();

  @Override
  protected void expired() {
    expiries.incrementAndGet();
  }
}
