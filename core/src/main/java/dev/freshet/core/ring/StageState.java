package dev.freshet.core.ring;

import java.lang.invoke.VarHandle;

/** A stage at work: what its consumers have passed, and where they wait. */
abstract class StageState extends Frontier {
  /** What the stages before have passed; the producers if there is none. */
  final Frontier upstream;

  /** Whether the producers come right before. */
  final boolean first;

  /** Where consumers of this stage wait. */
  final WaitPoint items;

  /** Where those wait who wait for this stage; set before the ring is handed out. */
  WaitPoint[] told = {};

  StageState(Frontier upstream, boolean first, WaitPoint items) {
    this.upstream = upstream;
    this.first = first;
    this.items = items;
  }

  /** Tells that this stage has passed something. */
  final void tell() {
    WaitPoint[] points = told;
    if (points.length != 0) {
      VarHandle.fullFence();
      for (WaitPoint point : points) {
        point.signal();
      }
    }
  }
}
