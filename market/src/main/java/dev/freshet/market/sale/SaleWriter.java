package dev.freshet.market.sale;

import dev.freshet.core.channel.Channel;
import dev.freshet.core.channel.ChannelClosedException;
import dev.freshet.market.FailPoint.Stage;
import dev.freshet.market.sale.Ticket.Decision;
import dev.freshet.market.store.OrderStore;
import dev.freshet.market.store.StoreException;
import dev.freshet.market.store.StoredOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that decides.
 *
 * <h2>Group commit</h2>
 *
 * Take what has arrived, decide all of it in memory, write what was accepted as one durable batch,
 * commit the keys, publish the stock, answer. While the sync runs, the event loops read, parse and
 * queue the next batch; it is as large as a sync is long, so throughput follows load without a
 * timer: one order waits for one sync, two hundred orders wait for one sync too. (DeWitt et al.
 * 1984, group commit; the batch is what arrived rather than what a delay collected, as in
 * PostgreSQL with {@code commit_delay = 0}.)
 *
 * <p>A second thread that would decide the next batch while this one syncs was left out: deciding,
 * encoding and handing over take 0.6 µs per order (measured as the CPU time of this thread at
 * 83,000 accepts/s), 50 µs per batch of 90, against a sync of 1,200 µs. It could win four percent
 * at best, and would have to undo decisions when the sync before fails.
 *
 * <h2>What is answered when</h2>
 *
 * Everything in a batch is answered after its sync, refusals too: "sold out" because of an order
 * that a crash then loses would be false. A batch without an accepted order writes nothing and is
 * answered at once; the state it was decided on is durable already.
 *
 * <h2>When the store fails</h2>
 *
 * Nothing is retried. The orders of the batch are answered as unknown, everything behind them as
 * not looked at, and the market is told to stop. Their claims stay: this process accepts nothing
 * more.
 *
 * <p>Allocation per accepted order: the record, its two strings in bytes, and the JNI copy.
 */
final class SaleWriter {
  /**
   * Most orders in one batch. Bounds what a batch holds up: 4,096 orders encode in about 4 ms, as
   * long as one slow sync.
   */
  static final int LARGEST_BATCH = 4_096;

  private final Sale sale;
  private final OrderStore store;
  private final SaleRules rules;
  private final Stock stock;
  private final Trap trap;
  private final Map<String, Long> perUser;
  private final int start;
  private final Consumer<StoreException> onFailure;
  private final CommitMeter meter = new CommitMeter();
  private final Thread thread;
  private final List<Ticket> batch = new ArrayList<>(LARGEST_BATCH);
  private final List<StoredOrder> accepted = new ArrayList<>(LARGEST_BATCH);
  private final IdentityHashMap<Lane, List<Ticket>> answers = new IdentityHashMap<>();
  private long orders;
  private long sold;
  private long acceptedHere;
  private @Nullable StoreException failure;

  SaleWriter(
      Sale sale,
      OrderStore store,
      SaleRules rules,
      Stock stock,
      Trap trap,
      Map<String, Long> perUser,
      long orders,
      int start,
      Consumer<StoreException> onFailure) {
    this.sale = sale;
    this.store = store;
    this.rules = rules;
    this.stock = stock;
    this.trap = trap;
    this.perUser = perUser;
    this.orders = orders;
    this.sold = sale.sold();
    this.start = start;
    this.onFailure = onFailure;
    this.thread = new Thread(this::run, "market-writer-" + sale.config().sku());
  }

  void start() {
    thread.start();
  }

  CommitMeter.Summary commits() {
    return meter.summary();
  }

  void releaseTrap() {
    trap.release();
  }

  /** Waits until the closed intake is empty. */
  void finish() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Channel<Ticket> intake = sale.intake();
    while (true) {
      if (intake.size() == 0) {
        meter.idle();
      }
      batch.clear();
      if (!receive(intake)) {
        return;
      }
      if (failure != null || trap.sprung()) {
        abandon();
      } else {
        try {
          commit();
        } catch (StoreException failed) {
          fail(failed);
        } catch (RuntimeException | Error unforeseen) {
          // A writer that just died would leave a market that takes orders and answers none.
          fail(new StoreException("the writer failed: " + unforeseen, unforeseen));
        }
      }
    }
  }

  /**
   * Takes what has arrived, waiting for the first; false when nothing will come any more. A writer
   * that was woken by the first order of a burst gives way once, so that the loop which brought it
   * can bring the others it has read: at full load that makes batches of 100 out of batches of 20.
   */
  @SuppressWarnings("ThreadPriorityCheck") // the yield is a courtesy, not a protocol
  private boolean receive(Channel<Ticket> intake) {
    while (!intake.isFinished()) {
      try {
        boolean waits = intake.size() == 0;
        intake.receiveBatch(batch, LARGEST_BATCH);
        if (waits) {
          Thread.yield();
          takeMore(intake);
        }
        return true;
      } catch (InterruptedException _) {
        // The end of this thread is the end of the intake, nothing else.
      } catch (ChannelClosedException _) {
        return false;
      }
    }
    return false;
  }

  private void takeMore(Channel<Ticket> intake) {
    while (batch.size() < LARGEST_BATCH) {
      Ticket next = intake.tryReceive();
      if (next == null) {
        return;
      }
      batch.add(next);
    }
  }

  private void fail(StoreException cause) {
    failure = cause;
    onFailure.accept(cause);
    abandon();
  }

  private void commit() throws StoreException {
    accepted.clear();
    long before = acceptedHere;
    long units = decide();
    if (accepted.isEmpty()) {
      answer();
      return;
    }
    boolean trapped = trap.within(before, acceptedHere);
    if (trapped && trap.at(Stage.BEFORE_APPEND)) {
      trap.spring();
      abandon();
      return;
    }
    boolean sync = rules.answersAfterSync() && !(trapped && trap.at(Stage.AFTER_APPEND));
    meter.record(store.append(accepted, sync));
    if (sync) {
      trap.synced();
    }
    if (trapped && rules.answersAfterSync()) {
      trap.spring();
      abandon();
      return;
    }
    publish(units);
    answer();
    if (trapped) {
      // Only a market that answers before the sync comes here: its answers are out, its bytes are
      // not.
      for (Ticket ticket : batch) {
        ticket.buyer().lane().settle();
      }
      trap.spring();
    }
  }

  /** Decides the batch in memory; returns the units taken. */
  private long decide() {
    long units = 0;
    long limit = sale.config().perUser();
    long total = sale.config().stock();
    for (Ticket ticket : batch) {
      OrderEntry entry = ticket.entry();
      int quantity = entry.quantity();
      if (limit > 0 && perUser.getOrDefault(entry.user(), 0L) + quantity > limit) {
        ticket.decide(Decision.OVER_LIMIT);
        continue;
      }
      if (!stock.take(quantity)) {
        ticket.decide(Decision.SOLD_OUT);
        continue;
      }
      ticket.decide(Decision.ACCEPTED);
      if (limit > 0) {
        perUser.merge(entry.user(), (long) quantity, Long::sum);
      }
      units += quantity;
      acceptedHere++;
      long seq = rules.seq(++orders, total);
      ticket.assign(seq);
      accepted.add(
          new StoredOrder(
              seq,
              start,
              ticket.key(),
              entry.user(),
              quantity,
              ticket.timestamp(),
              entry.bodyHash()));
      if (rules.inventsAfter(orders) && stock.take(1)) {
        units++;
        long phantom = rules.seq(++orders, total);
        accepted.add(
            new StoredOrder(
                phantom, start, "phantom-" + phantom, "nobody", 1, ticket.timestamp(), 0));
      }
    }
    return units;
  }

  /** Keys first, then the stock with its flag: the fast path reads them in the opposite order. */
  private void publish(long units) {
    for (Ticket ticket : batch) {
      if (ticket.decision() == Decision.ACCEPTED) {
        ticket.entry().commit(start, ticket.seq());
      }
    }
    sold += units;
    sale.publishSold(sold);
    stock.published();
  }

  private void answer() {
    for (Ticket ticket : batch) {
      if (ticket.decision() != Decision.ACCEPTED) {
        sale.release(ticket);
      }
    }
    deliver();
  }

  /** After a failure or a fail point: what was accepted but not answered is unknown. */
  private void abandon() {
    for (Ticket ticket : batch) {
      ticket.decide(ticket.decision() == Decision.ACCEPTED ? Decision.UNKNOWN : Decision.STOPPING);
    }
    deliver();
  }

  private void deliver() {
    for (Ticket ticket : batch) {
      answers.computeIfAbsent(ticket.buyer().lane(), lane -> new ArrayList<>()).add(ticket);
    }
    answers.forEach(Lane::deliver);
    answers.clear();
  }
}
