package dev.freshet.rush;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gets every slot of a loop connected and a probe answered on it: strictly while arming, where a
 * slot that cannot be proven fails the whole, and leniently just before T0, where it stays unproven
 * and goes on reconnecting.
 *
 * <p>Confined to its loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the time-out reports through done
final class Proving {
  /** How long a target may take to answer a probe: as long as the usual deadline. */
  static final long TIMEOUT_NANOS = 5_000_000_000L;

  /**
   * Connections being opened at a time: small servers listen with a backlog of five or so, and a
   * dropped SYN costs a second.
   */
  private static final int AT_A_TIME = 16;

  /**
   * Tries per slot before arming fails: one more than what an unlucky close of an idle connection
   * needs.
   */
  private static final int TRIES = 3;

  final CompletableFuture<@Nullable String> done = new CompletableFuture<>();
  private final RushLoop owner;
  private final boolean strict;
  private final boolean[] settled;
  private int next;
  private int pending;

  Proving(RushLoop owner, boolean strict) {
    this.owner = owner;
    this.strict = strict;
    pending = owner.slots.length;
    settled = new boolean[pending];
  }

  void begin() {
    owner.dialer.wiring.loop().schedule(this::timedOut, TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
    if (strict) {
      for (int i = 0; i < AT_A_TIME; i++) {
        another();
      }
      return;
    }
    for (Slot slot : owner.slots) {
      slot.proven = false;
      if (slot.state == Slot.State.IDLE) {
        opened(slot);
      } else if (slot.state == Slot.State.CLOSED) {
        owner.dialer.dial(slot);
      }
    }
  }

  private void another() {
    if (next < owner.slots.length) {
      owner.dialer.dial(owner.slots[next++]);
    }
  }

  void opened(Slot slot) {
    if (owner.keepsAlive() || !slot.probed) {
      owner.sendProbe(slot);
    } else {
      // The target closes after each answer: open is all that a connection to it can be.
      settle(slot);
    }
  }

  void proven(Slot slot) {
    settle(slot);
  }

  private void settle(Slot slot) {
    int index = slot.number - owner.slots[0].number;
    if (settled[index]) {
      return; // proven, broken and proven again
    }
    settled[index] = true;
    pending--;
    if (pending == 0) {
      done.complete(null);
    } else if (strict) {
      another();
    }
  }

  /** True if the failure has been dealt with. */
  boolean connectFailed(Slot slot, Throwable cause) {
    if (strict) {
      if (slot.failures >= TRIES || (pending == owner.slots.length && slot.failures >= 1)) {
        fail("cannot be connected to: " + Words.of(cause));
      } else {
        owner.dialer.redial(slot);
      }
      return true;
    }
    return false;
  }

  /** True if nothing more must be done for the slot. */
  boolean broken(Slot slot, String how) {
    if (strict && slot.failures >= TRIES) {
      fail(how);
      return true;
    }
    return false;
  }

  private void timedOut() {
    if (!done.isDone()) {
      int proven = owner.slots.length - pending;
      fail(
          proven == 0
              ? "accepts connections but answered no probe within 5 s"
              : "answered the probe on "
                  + proven
                  + " of "
                  + owner.slots.length
                  + " connections only, within 5 s");
    }
  }

  void fail(String why) {
    done.complete(why);
  }

  void cutShort() {
    done.complete(null);
  }
}
