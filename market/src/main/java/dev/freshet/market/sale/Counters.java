package dev.freshet.market.sale;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How the orders of this process ended. Each order that gets an answer counts once in {@link
 * Kind#RECEIVED} and once in one other kind, so at rest the first is the sum of the rest.
 *
 * <p>Thread-safe: one {@link LongAdder} per kind; a reader may see a count a moment early or late.
 */
public final class Counters {
  /** What is counted. */
  public enum Kind {
    /** Requests to the order route. */
    RECEIVED("received"),
    /** 201, new. */
    ACCEPTED("accepted"),
    /** 201, answered again. */
    REPLAYED("replayed"),
    /** 410. */
    SOLD_OUT("soldOut"),
    /** 400, 401, 403, 425, and 500 when the store fails. */
    REFUSED("refused"),
    /** 503. */
    SHED("shed"),
    /** 409. */
    CONFLICT("conflict"),
    /** 422. */
    MISMATCH("mismatch");

    private final String field;

    Kind(String field) {
      this.field = field;
    }

    /**
     * The name in JSON.
     *
     * @return such as {@code soldOut}
     */
    public String field() {
      return field;
    }
  }

  private static final long NANOS = 1_000_000_000L;

  private final EnumMap<Kind, LongAdder> adders = new EnumMap<>(Kind.class);
  private final AtomicLong firstOrder = new AtomicLong();

  /** All zero. */
  public Counters() {
    for (Kind kind : Kind.values()) {
      adders.put(kind, new LongAdder());
    }
  }

  /**
   * Counts one.
   *
   * @param kind what
   */
  public void count(Kind kind) {
    adder(kind).increment();
  }

  /** Counts a request to the order route, and keeps the moment of the first. */
  public void received() {
    if (firstOrder.get() == 0) {
      Instant now = Instant.now();
      firstOrder.compareAndSet(0, now.getEpochSecond() * NANOS + now.getNano());
    }
    count(Kind.RECEIVED);
  }

  /**
   * When the first order arrived: what a client's planned instant can be held against.
   *
   * @return epoch nanoseconds, 0 while none has
   */
  public long firstOrderNanos() {
    return firstOrder.get();
  }

  /**
   * Reads one.
   *
   * @param kind what
   * @return how many so far
   */
  public long get(Kind kind) {
    return adder(kind).sum();
  }

  /**
   * Changes whenever anything is counted.
   *
   * @return the sum of all counts
   */
  public long version() {
    long sum = 0;
    for (LongAdder adder : adders.values()) {
      sum += adder.sum();
    }
    return sum;
  }

  private LongAdder adder(Kind kind) {
    return Objects.requireNonNull(adders.get(kind));
  }
}
