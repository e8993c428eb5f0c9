package dev.freshet.bench;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Lets threads park at a queue that cannot block, and costs those who do not wait one read. */
final class ParkingLot {
  private static final int PLACES = 16;
  private static final int LOOKS = 32;

  private final AtomicInteger parked = new AtomicInteger();
  private final AtomicReferenceArray<Thread> places = new AtomicReferenceArray<>(PLACES);

  /** Waits until the attempt succeeds. */
  void await(BooleanSupplier attempt) {
    for (int looks = 0; looks < LOOKS; looks++) {
      if (attempt.getAsBoolean()) {
        return;
      }
      Thread.onSpinWait();
    }
    Thread me = Thread.currentThread();
    for (; ; ) {
      int place = enter(me);
      boolean done = attempt.getAsBoolean();
      while (!done && me.equals(places.get(place))) {
        LockSupport.park(this);
      }
      if (places.compareAndSet(place, me, null)) {
        parked.getAndDecrement();
      } else if (done) {
        wakeOne(); // woken for nothing
      }
      if (done || attempt.getAsBoolean()) {
        return;
      }
    }
  }

  private int enter(Thread me) {
    for (int place = 0; ; place = (place + 1) % PLACES) {
      if (places.get(place) == null && places.compareAndSet(place, null, me)) {
        parked.getAndIncrement();
        return place;
      }
    }
  }

  /** Wakes one that is parked; to be called after each success. */
  void wakeOne() {
    VarHandle.fullFence();
    if (parked.get() > 0) {
      for (int place = 0; place < PLACES; place++) {
        Thread thread = places.get(place);
        if (thread != null && places.compareAndSet(place, thread, null)) {
          parked.getAndDecrement();
          LockSupport.unpark(thread);
          return;
        }
      }
    }
  }
}
