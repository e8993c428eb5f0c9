package dev.freshet.core.reuse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections of a test: counts them, and knows whose turn is whose. */
final class Things {
  /** One of them. */
  final class Thing {
    final int number;
    volatile boolean healthy = true;
    private final AtomicInteger users = new AtomicInteger();
    private final AtomicInteger closings = new AtomicInteger();

    Thing(int number) {
      this.number = number;
    }

    /** Somebody begins to use it, who is to be the only one, of a thing that is open. */
    void enter() {
      if (users.incrementAndGet() != 1 || closings.get() != 0) {
        wrong.incrementAndGet();
      }
    }

    void exit() {
      users.decrementAndGet();
    }

    boolean isClosed() {
      return closings.get() != 0;
    }

    @Override
    public String toString() {
      return "thing " + number;
    }
  }

  final List<Thing> closed = new ArrayList<>();
  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  final AtomicInteger most = new AtomicInteger();
  final AtomicInteger wrong = new AtomicInteger();

  Thing open() {
    most.accumulateAndGet(open.incrementAndGet(), Math::max);
    return new Thing(opened.incrementAndGet());
  }

  void close(Thing thing) {
    if (thing.closings.incrementAndGet() != 1 || thing.users.get() != 0) {
      wrong.incrementAndGet();
    }
    open.decrementAndGet();
    synchronized (closed) {
      closed.add(thing);
    }
  }

  ReusePoolBuilder<Thing> pool() {
    return ReusePool.builder(this::open, this::close);
  }
}
