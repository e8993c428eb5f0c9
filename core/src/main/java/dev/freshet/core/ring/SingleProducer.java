package dev.freshet.core.ring;

/** Claims of the one producer: no race, so a claim is an addition. */
final class SingleProducer extends SingleProducerPad2 {
  private final Cursor published;
  private volatile boolean closed;

  SingleProducer(int capacity, Frontier gate, WaitPoint[] told, Cursor published) {
    super(capacity, gate, told);
    this.published = published;
    bound = capacity;
  }

  @Override
  long tryClaim(int count) {
    long n = next;
    if (n + count > bound) {
      long fresh = newBound(bound, n, n + count);
      bound = fresh;
      if (n + count > fresh) {
        return closed ? CLOSED : FULL;
      }
    }
    return closed ? CLOSED : n;
  }

  @Override
  void publish(long position, int count) {
    long n = position + count;
    next = n;
    published.setRelease(n);
    tellAfterFence();
  }

  /** {@inheritDoc} The next claim gets the same positions: nobody saw them. */
  @Override
  void abandon(long position, int count) {}

  @Override
  boolean isAbandoned(long position) {
    return false;
  }

  @Override
  long abandoned() {
    return 0;
  }

  @Override
  long claimed() {
    return published.get();
  }

  @Override
  boolean isClosed() {
    return closed;
  }

  @Override
  void close() {
    closed = true;
  }
}

/** Keeps what all read off the producer's own line. */
abstract class SingleProducerPad1 extends Producers {
  long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;

  SingleProducerPad1(int capacity, Frontier gate, WaitPoint[] told) {
    super(capacity, gate, told);
  }
}

/** What the producer alone reads and writes. */
abstract class SingleProducerOwn extends SingleProducerPad1 {
  long next;
  long bound;

  SingleProducerOwn(int capacity, Frontier gate, WaitPoint[] told) {
    super(capacity, gate, told);
  }
}

/** Keeps the neighbours off. */
abstract class SingleProducerPad2 extends SingleProducerOwn {
  long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  SingleProducerPad2(int capacity, Frontier gate, WaitPoint[] told) {
    super(capacity, gate, told);
  }
}
