package dev.freshet.market.sale;

/**
 * One order on its way through the writer.
 *
 * <p>Made by an event loop, decided by the writer, answered by the same event loop; handed over
 * through the intake and back through a {@link Lane}, both of which publish safely.
 */
public final class Ticket {
  /** What the writer may decide. */
  public enum Decision {
    /** Not yet. */
    WAITING,
    /** Accepted, and durable where the answer may leave. */
    ACCEPTED,
    /** Not enough left. */
    SOLD_OUT,
    /** This user has had his share. */
    OVER_LIMIT,
    /** The store failed while this order was being written: nobody knows. */
    UNKNOWN,
    /** The market is stopping, and the order was not looked at. */
    STOPPING
  }

  /** Whoever waits for the decision. */
  public interface Buyer {
    /**
     * The way back.
     *
     * @return the lane of the event loop that waits
     */
    Lane lane();

    /**
     * Takes the decision, on the event loop.
     *
     * @param ticket the decided order
     */
    void decided(Ticket ticket);
  }

  private final Buyer buyer;
  private final String key;
  private final OrderEntry entry;
  private final long timestamp;
  private Decision decision = Decision.WAITING;
  private long seq;

  /**
   * An order whose key is claimed.
   *
   * @param buyer who waits
   * @param key idempotency key
   * @param entry the claim
   * @param timestamp as sent by the client, epoch milliseconds
   */
  public Ticket(Buyer buyer, String key, OrderEntry entry, long timestamp) {
    this.buyer = buyer;
    this.key = key;
    this.entry = entry;
    this.timestamp = timestamp;
  }

  /**
   * Who waits.
   *
   * @return the buyer
   */
  public Buyer buyer() {
    return buyer;
  }

  /**
   * The idempotency key.
   *
   * @return 1 to 64 visible ASCII characters
   */
  public String key() {
    return key;
  }

  /**
   * The claim, or the committed order.
   *
   * @return the entry
   */
  public OrderEntry entry() {
    return entry;
  }

  /**
   * What was decided.
   *
   * @return {@link Decision#WAITING} until then
   */
  public Decision decision() {
    return decision;
  }

  long timestamp() {
    return timestamp;
  }

  long seq() {
    return seq;
  }

  void assign(long number) {
    seq = number;
  }

  void decide(Decision value) {
    decision = value;
  }
}
