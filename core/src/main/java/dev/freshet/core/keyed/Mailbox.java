package dev.freshet.core.keyed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one key that is busy, and the one task of the executor that works them off.
 *
 * <p>Safe for all threads.
 *
 * @param <K> the type of the keys
 */
final class Mailbox<K> extends TaskQueue implements Runnable {
  /*
   * Life
   * ----
   *   (not there) -> waits for a turn -> has a turn -> dead
   *                        ^----------------'
   * A mailbox comes into being with its first task and ends when a turn has worked off its last one,
   * so there is no such thing as an idle mailbox: what is in the table is waiting for a turn or has
   * one. A turn is one task of the executor. It begins by a compare-and-set of `runner` from null to
   * its thread, and ends by handing the mailbox back, to the end of the executor's queue, or by
   * ending it. So two tasks of a key never run at once, even if the executor runs a turn twice.
   *
   * The end
   * -------
   * The race of every map of actors is between the last task's end, which removes the key, and a new
   * task, which has found it there. The dead mark of the queue settles it: the offer came before the
   * mark, and the turn goes on, or it finds the mark, and puts a new mailbox into the table in place
   * of this one, without a wait for the removal. The last task here has ended by then, so order and
   * exclusion hold across mailboxes. A mailbox leaves the table by its key and itself, never by its
   * key alone, which may be its successor's.
   *
   * One step for each task
   * ----------------------
   * What becomes of a task is decided by who takes it out of its entry (Entry.claim). So the sweep
   * can expire what waits behind a task that hangs, and a shutdown can drop it, without a turn of
   * their own. They leave places without a task behind, as cancellers do; the turn passes them.
   *
   * Waiting for room
   * ----------------
   * A submitter enters the queue of those who wait and then looks for room; a turn makes room and
   * then looks at that queue. All four steps are volatile, so one of the two sees the other.
   *
   * Interrupts
   * ----------
   * Between two tasks of a turn the interrupt status is cleared, so that none meets the next one;
   * after the last it is the executor's business.
   */

  private static final VarHandle COMPLETED;
  private static final VarHandle RUNNER;
  private static final VarHandle ROOM;
  private static final VarHandle ASKED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      COMPLETED = lookup.findVarHandle(Mailbox.class, "completed", long.class);
      RUNNER = lookup.findVarHandle(Mailbox.class, "runner", Thread.class);
      ROOM = lookup.findVarHandle(Mailbox.class, "room", RoomQueue.class);
      ASKED = lookup.findVarHandle(Mailbox.class, "asked", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Lanes<K> lanes;
  private final K key;

  /** Tasks that returned. Written by the turn. */
  private long completed;

  /** Whose turn it is; null between two turns, and after the end. */
  private volatile @Nullable Thread runner;

  /** The tick at which the executor was last asked for a turn. */
  private volatile int asked;

  private volatile @Nullable RoomQueue room;

  /** A mailbox with its first task, for which the executor is to be asked. */
  Mailbox(Lanes<K> lanes, K key, Runnable first, int stamp) {
    super(first, stamp);
    this.lanes = lanes;
    this.key = key;
    ASKED.set(this, stamp); // the table publishes it
  }

  K key() {
    return key;
  }

  /* --- room --- */

  /** Appends, unless the mailbox is full or others wait for room. */
  Offer offerBehindOthers(Entry entry, int bound) {
    return blocked() == 0 ? offer(entry, bound) : isDead() ? Offer.DEAD : Offer.FULL;
  }

  /** Those who wait for room here. */
  RoomQueue room() {
    RoomQueue queue = room;
    if (queue != null) {
      return queue;
    }
    queue = new RoomQueue();
    return ROOM.compareAndSet(this, (RoomQueue) null, queue) ? queue : room();
  }

  /** How many wait for room. */
  int blocked() {
    RoomQueue queue = room;
    return queue == null ? 0 : queue.size();
  }

  /** Wakes those who wait for room: they are to look whether it still makes sense. */
  void wakeBlocked() {
    RoomQueue queue = room;
    if (queue != null) {
      queue.wakeFirst();
    }
  }

  /* --- figures --- */

  /** Whether a thread, the calling one, is in a turn of this mailbox. */
  boolean isRunBy(Thread thread) {
    return thread.equals(RUNNER.getOpaque(this));
  }

  boolean isRunning() {
    return runner != null;
  }

  /** Tasks that returned. */
  long completed() {
    return (long) COMPLETED.getAcquire(this);
  }

  /* --- the turn --- */

  /** Claims the turn; whoever succeeds must go on with {@link #work} or {@link #handBack}. */
  boolean claimTurn() {
    return runner == null && RUNNER.compareAndSet(this, (Thread) null, Thread.currentThread());
  }

  private void letGoOfTurn() {
    RUNNER.setRelease(this, (Thread) null);
  }

  /** One task of the executor: a turn, if there is one to be had. */
  @Override
  public void run() {
    if (claimTurn()) {
      work();
    }
  }

  /** Works in turns, until the executor has taken the mailbox back or all is done. */
  void work() {
    TurnContext context = TurnContext.enter(lanes);
    try {
      while (!workOneTurn() && !handBack()) {
        Thread.interrupted(); // nobody else is to have the turn, so it goes on here
      }
    } finally {
      context.leave();
    }
  }

  /**
   * Hands the mailbox back to the executor, at the end of whose queue it waits for its next turn.
   *
   * @return false if that refuses, and the turn is this thread's once more
   */
  boolean handBack() {
    int before = asked;
    asked = lanes.ticks().now();
    letGoOfTurn();
    if (lanes.turns().again(this) || !claimTurn()) {
      return true;
    }
    asked = before;
    return false;
  }

  /**
   * Works off tasks.
   *
   * @return true if none is left, which has ended the mailbox; false if the turn is over
   */
  private boolean workOneTurn() {
    if (isDead()) {
      letGoOfTurn(); // the executor has run one turn twice
      return true;
    }
    int ran = 0;
    int look = 1;
    long began = places() > 1 ? System.nanoTime() : 0;
    for (; ; ) {
      Entry entry = peek();
      if (entry == null) {
        if (end()) {
          return true;
        }
        continue;
      }
      if (ran == look) {
        // The clock after 1, 2, 4, 8 tasks: seldom where they are quick, in time where not.
        long now = System.nanoTime();
        began = began == 0 ? now : began;
        if (ran == lanes.turnTasks() || now - began >= lanes.turnNanos()) {
          return false;
        }
        look = Math.min(2 * look, lanes.turnTasks());
      }
      if (ran++ != 0) {
        Thread.interrupted();
      }
      pass(entry);
      wakeBlocked();
      if (lanes.outcomes().perform(entry)) {
        COMPLETED.setRelease(this, completed + 1);
      }
    }
  }

  private boolean end() {
    if (!tryEnd()) {
      return false;
    }
    lanes.ended(this);
    letGoOfTurn();
    wakeBlocked();
    return true;
  }

  /* --- from outside the turn --- */

  /** Expires what has waited too long, and asks again for a turn that has not come for as long. */
  void sweep() {
    Ticks ticks = lanes.ticks();
    for (Entry at = first(); at != null && ticks.isOver(at.stamp); at = behind(at)) {
      Runnable task = at.claim();
      if (task != null) {
        lanes.outcomes().buried();
        lanes.outcomes().expire(task);
      }
    }
    if (ticks.isOver(asked)) {
      endIfBuried();
    }
  }

  /** Takes out all tasks that wait. */
  void dropAll(Consumer<Runnable> to) {
    claimAll(
        task -> {
          lanes.outcomes().buried();
          to.accept(task);
        });
    endIfBuried();
  }

  /**
   * Ends the mailbox without a turn of the executor's if nothing in it is left to be run. If
   * something is, the executor is asked again: its turn may have come just now, and gone.
   */
  private void endIfBuried() {
    if (claimTurn() && !passBuried() && !handBack()) {
      letGoOfTurn(); // the next sweep asks again
    }
  }

  /** Passes what has no task any more; true if that was all, which has ended the mailbox. */
  private boolean passBuried() {
    if (isDead()) {
      letGoOfTurn();
      return true;
    }
    for (; ; ) {
      Entry entry = peek();
      if (entry == null) {
        if (end()) {
          return true;
        }
      } else if (entry.isBuried()) {
        pass(entry);
        wakeBlocked();
        lanes.outcomes().exhumed();
      } else {
        return false;
      }
    }
  }
}
