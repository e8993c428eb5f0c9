package dev.freshet.market.sale;

/**
 * How units are counted. One thread takes; any thread may ask whether it is still worth queueing.
 *
 * <h2>The sold-out fast path</h2>
 *
 * Once the last unit is durably sold, nine shoppers of ten are still on their way. {@link
 * #worthAsking} lets the event loop send them away without the writer. That is right under three
 * conditions:
 *
 * <ul>
 *   <li><i>The flag goes up only after the sync.</i> "Sold out" because of an order that a crash
 *       then loses would be a false sold-out. For the same reason the writer answers refusals of a
 *       batch after that batch is durable.
 *   <li><i>The keys are published before the flag.</i> The writer commits its entries (volatile
 *       writes) and then raises the flag (volatile write); the event loop reads the flag and then
 *       looks up the key. Who sees the flag therefore sees every accepted key and answers it with
 *       its order again, never with "sold out".
 *   <li><i>The flag never comes down.</i> A key that is neither committed nor in flight when the
 *       flag is up can no more be accepted: nothing is left for it, and nothing comes back.
 * </ul>
 *
 * An order still in line when the flag goes up is decided by the writer, which refuses it for lack
 * of stock; until then its key is claimed and a second request for it is answered 409.
 */
interface Stock {
  /** Whether the writer should be asked at all. Any thread; a stale yes is harmless. */
  boolean worthAsking(int quantity);

  /** Takes units if there are enough. Writer only. */
  boolean take(int quantity);

  /** All that was taken is durable, and the keys are published. Writer only. */
  void published();

  /** Counts down in one variable that only the writer touches. */
  final class Honest implements Stock {
    private long left;
    private volatile boolean soldOut;

    Honest(long left) {
      this.left = left;
      published();
    }

    @Override
    public boolean worthAsking(int quantity) {
      return !soldOut;
    }

    @Override
    public boolean take(int quantity) {
      if (quantity > left) {
        return false;
      }
      left -= quantity;
      return true;
    }

    @Override
    public void published() {
      if (left <= 0) {
        soldOut = true;
      }
    }
  }
}
