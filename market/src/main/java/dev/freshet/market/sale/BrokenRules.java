package dev.freshet.market.sale;

import dev.freshet.market.Bug;

/**
 * The broken modes: one class per bug, each overriding one rule. A checker that does not catch
 * every one of them proves nothing when it finds a market in order.
 *
 * <p>All of them are sure to show in a rush that asks for more than the stock, and break nothing
 * but what they are named for.
 */
final class BrokenRules {
  private BrokenRules() {}

  static SaleRules of(Bug bug) {
    return switch (bug) {
      case CHECK_THEN_ACT -> new CheckThenAct();
      case LOST_UPDATE -> new LostUpdate();
      case ACK_BEFORE_SYNC -> new AckBeforeSync();
      case FORGET_KEYS -> new ForgetKeys();
      case DROP_TAIL -> new DropTail();
      case FALSE_SOLD_OUT -> new FalseSoldOut();
      case INVENT -> new Invent();
      case REORDER -> new Reorder();
    };
  }

  /** Counts with {@link CacheCheckedStock}. */
  private static final class CheckThenAct extends SaleRules {
    @Override
    Stock stock(long left) {
      return new CacheCheckedStock(left);
    }
  }

  /**
   * Checks on the event loop against a cached figure and acts on the writer without looking again:
   * a true race between two threads, as in "read the stock from the cache, then update the row".
   *
   * <p>The cache is always one commit behind, so that the race does not hang on the speed of the
   * disk: when a commit takes the last unit, the loops still see what was left before it, and the
   * orders that arrive until the next commit pass.
   */
  private static final class CacheCheckedStock implements Stock {
    private long real;
    private long before;
    private volatile long cached;

    CacheCheckedStock(long left) {
      real = left;
      before = left;
      cached = left;
    }

    @Override
    public boolean worthAsking(int quantity) {
      return quantity <= cached;
    }

    @Override
    public boolean take(int quantity) {
      real -= quantity;
      return true;
    }

    @Override
    public void published() {
      cached = before;
      before = real;
    }
  }

  /** Counts with {@link OverwritingStock}. */
  private static final class LostUpdate extends SaleRules {
    @Override
    Stock stock(long left) {
      return new OverwritingStock(left);
    }
  }

  /**
   * Every second decrement starts from the value the one before it started from, as two sessions do
   * that read, subtract and write back without a lock. The earlier decrement is lost.
   */
  private static final class OverwritingStock implements Stock {
    private long current;
    private long read;
    private boolean second;
    private volatile boolean soldOut;

    OverwritingStock(long left) {
      current = left;
      read = left;
      soldOut = left <= 0;
    }

    @Override
    public boolean worthAsking(int quantity) {
      return !soldOut;
    }

    @Override
    public boolean take(int quantity) {
      if (!second) {
        read = current;
      }
      if (quantity > read) {
        return false;
      }
      current = read - quantity;
      second = !second;
      return true;
    }

    @Override
    public void published() {
      soldOut = current <= 0 && !second;
    }
  }

  /**
   * Answers what is appended, and never syncs: a killed process loses nothing, a power cut does.
   */
  private static final class AckBeforeSync extends SaleRules {
    @Override
    boolean answersAfterSync() {
      return false;
    }
  }

  /** Recovers stock and orders but not the keys: the same key gets a new order, or "sold out". */
  private static final class ForgetKeys extends SaleRules {
    @Override
    boolean remembersKeys() {
      return false;
    }
  }

  /**
   * Deletes three quarters of the orders at the start, from the end. So many because the last batch
   * before a crash was never answered, and an order that nobody was told of is not lost.
   */
  private static final class DropTail extends SaleRules {
    @Override
    long keptAtStart(long found) {
      return found / 4;
    }
  }

  /** Says "sold out" while the last tenth, at least one unit, is still there. */
  private static final class FalseSoldOut extends SaleRules {
    @Override
    Stock stock(long left) {
      return new Stock.Honest(left - Math.max(1, left / 10));
    }
  }

  /**
   * Adds an order of one unit that nobody placed after the first and then after each 50th order.
   */
  private static final class Invent extends SaleRules {
    @Override
    boolean inventsAfter(long nth) {
      return nth % 50 == 1;
    }
  }

  /** Numbers the orders backwards: dense once all is sold, but later orders come first. */
  private static final class Reorder extends SaleRules {
    @Override
    long seq(long nth, long stock) {
      return stock - nth + 1;
    }

    @Override
    boolean denseFromOne() {
      return false;
    }
  }
}
