package dev.freshet.core.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stage whose consumers share the items: each position is claimed by one of them. */
final class CompetingState extends CompetingPad2 {
  /** Instead of a position: nothing is there. */
  static final long EMPTY = -1;

  /** Pauses (20 ns each) after the first lost race, and the most; as in MultiProducer. */
  private static final int BACK_OFF_FIRST = 16;

  private static final int BACK_OFF_LAST = 512;

  /** Positions seen ahead below which is looked further: the marks of four cache lines. */
  private static final int FEW = 64;

  /** How far is looked ahead: the marks of 64 cache lines. */
  private static final int LOOK_AHEAD = 1024;

  private static final VarHandle HEAD;
  private static final VarHandle SEEN;
  private static final VarHandle CONSUMERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(CompetingHead.class, "head", long.class);
      SEEN = lookup.findVarHandle(CompetingHead.class, "seen", long.class);
      CONSUMERS = lookup.findVarHandle(CompetingState.class, "consumers", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Stamps passed;

  /** Consumers made. */
  private volatile int consumers;

  CompetingState(Frontier upstream, List<StageState> before, WaitPoint items, int length) {
    super(upstream, before, items);
    this.passed = new Stamps(length);
  }

  /** Counts one more consumer. */
  void addConsumer() {
    CONSUMERS.getAndAdd(this, 1);
  }

  /** Consumers made. */
  int consumers() {
    return consumers;
  }

  /** Positions ever claimed by consumers, volatile. */
  long head() {
    return head;
  }

  /** Whether something can be claimed now. */
  boolean hasItem() {
    for (; ; ) {
      long h = head;
      if (upstream.reached(h, h + 1) > h) {
        return true;
      }
      if (head == h) {
        return false;
      }
    }
  }

  /**
   * Claims the next positions.
   *
   * @param max the most
   * @param share of how many consumers one claims: that part of what is there, at least one
   * @param claim is given the end of what was claimed; null if the most is one
   * @return the first position, or EMPTY
   */
  long claim(int max, int share, @Nullable Claim claim) {
    int backoff = BACK_OFF_FIRST;
    for (; ; ) {
      long h = head;
      long end = (long) SEEN.getAcquire(this);
      if (end < h + Math.min(max, FEW)) {
        long fresh = upstream.reached(Math.max(h, end), h + LOOK_AHEAD);
        if (fresh <= h) {
          if (head == h) {
            return EMPTY;
          }
          continue;
        }
        if (fresh > end) {
          SEEN.setRelease(this, fresh);
          end = fresh;
        }
      }
      long count = Math.min(max, Math.max(1, (end - h) / share));
      if (HEAD.compareAndSet(this, h, h + count)) {
        if (claim != null) {
          claim.end = h + count;
        }
        return h;
      }
      for (int i = 0; i < backoff; i++) {
        Thread.onSpinWait();
      }
      backoff = Math.min(backoff * 2, BACK_OFF_LAST);
    }
  }

  /** Says that claimed positions are consumed. */
  void passed(long from, long to) {
    passed.done(from, to);
    tell();
  }

  @Override
  long reached(long from, long to) {
    return passed.reached(from, to);
  }

  /** Where a claim ends. */
  static final class Claim {
    long end;
  }
}

/** Keeps what all read off the consumers' line. */
abstract class CompetingPad1 extends StageState {
  long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;

  CompetingPad1(Frontier upstream, List<StageState> before, WaitPoint items) {
    super(upstream, before, items);
  }
}

/** The consumers' line. */
abstract class CompetingHead extends CompetingPad1 {
  volatile long head;
  long seen;

  CompetingHead(Frontier upstream, List<StageState> before, WaitPoint items) {
    super(upstream, before, items);
  }
}

/** Keeps the neighbours off. */
abstract class CompetingPad2 extends CompetingHead {
  long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  CompetingPad2(Frontier upstream, List<StageState> before, WaitPoint items) {
    super(upstream, before, items);
  }
}
