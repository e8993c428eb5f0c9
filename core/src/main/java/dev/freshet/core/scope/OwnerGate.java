package dev.freshet.core.scope;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Says when the owner of a scope is inside its pool, where it may be interrupted. */
final class OwnerGate {
  /*
   * A pool may keep the owner: until its lane has room, or for a whole fork if it runs that on the
   * caller. That must end with the scope, too. So the owner says that it is inside, and whoever
   * calls the scope off interrupts it there, saying INTERRUPTING first and INTERRUPTED after it (as
   * in the JDK's FutureTask); the owner goes on only when that is over, and takes the interrupt
   * back. The compare-and-set at leaving also separates the owner's listing of the fork from its
   * look at the scope's state.
   */
  private static final int OUTSIDE = 0;
  private static final int INSIDE = 1;
  private static final int INTERRUPTING = 2;
  private static final int INTERRUPTED = 3;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(OwnerGate.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Thread owner;
  private volatile int state = OUTSIDE;

  OwnerGate(Thread owner) {
    this.owner = owner;
  }

  /** The owner goes in; it looks whether the scope was called off after this. */
  void enter() {
    state = INSIDE;
  }

  /**
   * The owner comes out.
   *
   * @return whether it was interrupted inside for the scope's sake; that interrupt is taken back
   */
  boolean leave() {
    if (STATE.compareAndSet(this, INSIDE, OUTSIDE)) {
      return false;
    }
    for (int spins = 0; state != INTERRUPTED; ) {
      spins = PeerWait.pause(spins); // the other thread is between two statements
    }
    Thread.interrupted();
    STATE.setVolatile(this, OUTSIDE);
    return true;
  }

  /** The scope was called off. */
  void interruptIfInside() {
    if (STATE.compareAndSet(this, INSIDE, INTERRUPTING)) {
      try {
        owner.interrupt();
      } finally {
        STATE.setVolatile(this, INTERRUPTED);
      }
    }
  }
}
