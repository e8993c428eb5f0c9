package dev.freshet.rush;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Opens connections, and finds out cheaply when a target that was gone is back.
 *
 * <p>A connection that breaks is dialled again at once; one that breaks again without an answer,
 * after 10 to 50 ms. When the target refuses connections, its slots are benched and a single scout
 * dials every 10 to 50 ms; the first success brings all benched slots back at once. 200 slots that
 * each dial every 30 ms would spend a third of a core of the very machine on which the server is
 * trying to start.
 *
 * <p>Confined to its loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what is scheduled reports through its own calls
final class Dialer {
  final Wiring wiring;
  private final RushLoop owner;
  private final Pauses pauses;
  private final ArrayDeque<Slot> bench = new ArrayDeque<>();
  private boolean scouting;
  private boolean closed;

  Dialer(RushLoop owner, Wiring wiring, Pauses pauses) {
    this.owner = owner;
    this.wiring = wiring;
    this.pauses = pauses;
  }

  void dial(Slot slot) {
    if (closed || slot.state != Slot.State.CLOSED) {
      return;
    }
    slot.state = Slot.State.CONNECTING;
    ChannelFuture connecting = wiring.bootstrap().clone().handler(new Link(owner, slot)).connect();
    connecting.addListener(
        (ChannelFutureListener)
            done -> {
              if (!done.isSuccess() && !closed) {
                owner.connectFailed(slot, done.cause());
              }
            });
  }

  void redial(Slot slot) {
    if (closed) {
      return;
    }
    if (!bench.isEmpty()) {
      bench.add(slot);
    } else if (slot.failures <= 1) {
      dial(slot);
    } else {
      later(slot);
    }
  }

  private void later(Slot slot) {
    wiring.loop().schedule(() -> dial(slot), pauses.betweenDials(), TimeUnit.NANOSECONDS);
  }

  /** The target refused this slot's connection. */
  void failed(Slot slot) {
    if (closed) {
      return;
    }
    bench.add(slot);
    if (!scouting) {
      scouting = true;
      wiring.loop().schedule(this::scout, pauses.betweenDials(), TimeUnit.NANOSECONDS);
    }
  }

  private void scout() {
    scouting = false;
    Slot first = bench.poll();
    if (first != null) {
      dial(first);
    }
  }

  /** Somebody got through: everybody may. */
  void succeeded() {
    Slot waiting;
    while ((waiting = bench.poll()) != null) {
      dial(waiting);
    }
  }

  void close() {
    closed = true;
    bench.clear();
  }
}
