package dev.freshet.core.ring;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/** A stage at work: what its consumers have passed, and where they wait. */
abstract class StageState extends Frontier {
  /** What the stages before have passed; the producers if there is none. */
  final Frontier upstream;

  /** Where consumers of this stage wait. */
  final WaitPoint items;

  // Both change only when a consumer leaves; guarded by the producers' lock.
  final List<StageState> before;
  final List<StageState> after = new ArrayList<>();

  /** Whether producers come right before. */
  private volatile boolean first;

  /** Where those wait who wait for this stage. */
  private volatile WaitPoint[] told = {};

  StageState(Frontier upstream, List<StageState> before, WaitPoint items) {
    this.upstream = upstream;
    this.before = new ArrayList<>(before);
    this.items = items;
    this.first = before.isEmpty();
  }

  final boolean isFirst() {
    return first;
  }

  final void setFirst() {
    first = true;
  }

  final WaitPoint[] told() {
    return told;
  }

  final void addTold(WaitPoint... more) {
    told = WaitPoint.union(told, more);
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
