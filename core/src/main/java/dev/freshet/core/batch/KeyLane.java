package dev.freshet.core.batch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The items of one key that wait together, and the tickets for calls that will take them.
 *
 * <p>Safe for all threads. Adding, taking and withdrawing an item are O(1) each.
 */
final class KeyLane<K, I, R> extends BatchClock.Alarm implements Runnable {
  /*
   * Tickets
   * -------
   * A lane in the pool's queue is a ticket: the right to make one call, without a word about which
   * items. They are taken when the ticket's turn comes, as many as lie in the lane then, up to the
   * size bound. So the longer the pool lets a ticket wait, the fuller its batch gets, without
   * anybody waiting for the sake of it; only what is left then is a matter of lingering.
   *
   * When a ticket is issued
   * -----------------------
   *   - Items for a full batch lie here beyond what tickets in the queue will take: at once.
   *   - No ticket is in the queue and no call is under way: at once. A single caller never lingers.
   *   - No ticket is in the queue, but a call is under way (Nagle's rule [1]): when that call ends,
   *     when a batch is full, or when the first item has lingered for its time, whichever is first.
   *     In mode DRAIN: at once.
   * So while there are items there is a ticket or a call, and the end of each looks again. A lane
   * does not depend on its alarm; it is armed only while items linger. A lane with neither items,
   * tickets nor calls is dead and leaves the map, so a key that has gone idle holds nothing. Who
   * finds a dead lane makes a new one.
   *
   * Late alarms
   * -----------
   * An alarm that could not be cancelled any more may ring when another arming is under way.
   * Whoever arms cancels first. Whoever rings looks at the clock, and arms anew if it is too early:
   * the alarm was late for its own item, or that item was withdrawn.
   *
   * Everything is done under the lane's monitor but issuing, which calls the pool. Virtual threads
   * keep no carrier while they wait for a monitor (JEP 491). What is done inside takes some tens of
   * nanoseconds and blocks nowhere, so the timer's thread may wait for it too.
   *
   * [1] J. Nagle, Congestion Control in IP/TCP Internetworks, RFC 896, 1984
   */

  /** What {@link #add} answers. */
  enum Added {
    /** The lane is dead. */
    NOT,
    /** Tickets or calls at hand will take the item. */
    COVERED,
    /** A ticket is to be issued. */
    TICKET
  }

  /**
   * What a ticket took.
   *
   * @param items started, in order
   * @param inputs theirs
   * @param waited by all of them together, in nanoseconds
   * @param ticket whether one more is to be issued
   */
  record Taken<K, I, R>(List<Item<K, I, R>> items, List<I> inputs, long waited, boolean ticket) {}

  private final BatchEngine<K, I, R> engine;
  private final K key;
  private @Nullable Item<K, I, R> first;
  private @Nullable Item<K, I, R> last;
  private int size;
  private int tickets;
  private int calls;
  private boolean lingers;
  private boolean dead;

  KeyLane(BatchEngine<K, I, R> engine, K key) {
    this.engine = engine;
    this.key = key;
  }

  K key() {
    return key;
  }

  /** A ticket's turn has come; called by the pool. */
  @Override
  public void run() {
    engine.runTickets(this);
  }

  /** Appends an item. */
  synchronized Added add(Item<K, I, R> item, long now) {
    if (dead) {
      return Added.NOT;
    }
    item.entered = now;
    item.prev = last;
    if (last == null) {
      first = item;
    } else {
      last.next = item;
    }
    last = item;
    size++;
    item.lane = this;
    return wantsTicket() ? Added.TICKET : Added.COVERED;
  }

  /** Unlinks an item that was withdrawn, if it is linked. */
  synchronized void remove(Item<K, I, R> item) {
    if (item.lane == this) {
      unlink(item);
      if (size == 0) {
        wantsTicket(); // only to disarm; tickets or calls are at hand
      }
    }
  }

  /** Uses up a ticket: starts what lies here, up to the size bound. */
  synchronized Taken<K, I, R> take(long now) {
    tickets--;
    int most = Math.min(size, engine.maxBatch());
    List<Item<K, I, R>> items = new ArrayList<>(most);
    List<I> inputs = new ArrayList<>(most);
    long waited = 0;
    while (first != null && items.size() < most) {
      Item<K, I, R> item = first;
      unlink(item);
      I input = item.input();
      if (input != null && item.start()) {
        items.add(item);
        inputs.add(input);
        waited += now - item.accepted;
      }
    }
    if (!items.isEmpty()) {
      calls++;
    }
    return new Taken<>(items, inputs, waited, wantsTicket());
  }

  /** A call has ended; whether a ticket is to be issued. */
  synchronized boolean ended() {
    calls--;
    return wantsTicket();
  }

  /**
   * Takes a ticket back that the pool will never run, and all items out unless there is another
   * ticket or a call, which will see to them.
   */
  synchronized List<Item<K, I, R>> abandon() {
    tickets--;
    if (tickets > 0 || calls > 0) {
      return List.of();
    }
    List<Item<K, I, R>> all = new ArrayList<>(size);
    for (Item<K, I, R> item = first; item != null; item = first) {
      unlink(item);
      all.add(item);
    }
    wantsTicket(); // only to retire
    return all;
  }

  /** The items that wait. */
  synchronized List<Item<K, I, R>> items() {
    List<Item<K, I, R>> all = new ArrayList<>(size);
    for (Item<K, I, R> item = first; item != null; item = item.next) {
      all.add(item);
    }
    return all;
  }

  /** Whether a ticket is to be issued, the mode having changed. */
  synchronized boolean looksAgain() {
    return !dead && wantsTicket();
  }

  /** The first item has lingered. */
  @Override
  void ring() {
    synchronized (this) {
      if (first == null) {
        return;
      }
      disarm();
      if (tickets == 0 && engine.clock().nanos() - first.entered >= engine.lingerNanos()) {
        tickets++;
      } else if (!wantsTicket()) {
        return; // too early; armed anew if need be
      }
    }
    engine.issue(this);
  }

  private boolean wantsTicket() {
    if (size == 0) {
      disarm();
      if (tickets == 0 && calls == 0 && !dead) {
        dead = true;
        engine.retired(this);
      }
      return false;
    }
    boolean full = size - (long) tickets * engine.maxBatch() >= engine.maxBatch();
    if (full || (tickets == 0 && (calls == 0 || !engine.lingers()))) {
      disarm();
      tickets++;
      return true;
    }
    if (tickets == 0 && !lingers && first != null) {
      lingers = true;
      engine.clock().cancel(this);
      engine.clock().arm(this, first.entered + engine.lingerNanos());
    }
    return false;
  }

  private void disarm() {
    if (lingers) {
      lingers = false;
      engine.clock().cancel(this);
    }
  }

  private void unlink(Item<K, I, R> item) {
    Item<K, I, R> before = item.prev;
    Item<K, I, R> after = item.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.prev = before;
    }
    item.prev = null;
    item.next = null;
    item.lane = null;
    size--;
  }
}
