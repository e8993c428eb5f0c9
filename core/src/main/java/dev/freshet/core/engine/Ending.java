package dev.freshet.core.engine;

import dev.freshet.core.DrainReport;
import dev.freshet.core.DroppedTask;
import dev.freshet.core.RunningTask;
import dev.freshet.core.engine.Tally.Event;
import dev.freshet.core.lane.Lane;
import dev.freshet.core.lane.WaitSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pool: shutdown, stop, termination.
 *
 * <p>Safe for all threads. First the state changes, then the lane is closed. A grant is given by a
 * compare-and-set that saw the pool open; a lane position is claimed before the lane was closed or
 * never. So a task is accepted or refused by one atomic step. The pool is terminated by whoever
 * finds it shut down, the lane closed and empty, and no grant in use; the last worker to leave
 * looks, and so does the thread that closes.
 */
public final class Ending {
  private final PoolEngine engine;
  private final AdmissionWord admission;
  private final Lane lane;
  private final CountDownLatch terminated = new CountDownLatch(1);

  Ending(PoolEngine engine) {
    this.engine = engine;
    this.admission = engine.admission();
    this.lane = engine.lane();
  }

  /** Refuses new tasks; those accepted will run, in a paused pool as well. */
  public void shutdown() {
    close(AdmissionWord.SHUTDOWN);
    tryTerminate();
  }

  private void close(int state) {
    admission.advanceTo(state);
    engine.limits().resume();
    lane.close();
    engine.turnstile().signalAll();
  }

  /**
   * Stops: drops what waits, interrupts what runs.
   *
   * @return what was dropped, in the order of the lane
   */
  public List<Runnable> stop() {
    List<Runnable> dropped = new ArrayList<>();
    stop((item, _) -> dropped.add(engine.asGiven(item)), null);
    return dropped;
  }

  /**
   * Stops a pool with a handler.
   *
   * @return the arguments that were dropped, in the order of the lane
   */
  public List<Object> stopCalls() {
    List<Object> dropped = new ArrayList<>();
    stop((item, _) -> dropped.add(Given.unwrap(item)), null);
    return dropped;
  }

  /**
   * Stops, and looks at what is given up and at what runs, at some 30 microseconds each of those.
   *
   * @return what was left undone
   */
  public DrainReport stopAndReport() {
    List<DroppedTask> dropped = new ArrayList<>();
    List<RunningTask> running = new ArrayList<>();
    stop(
        (item, waited) -> {
          Runnable given = engine.asGiven(item);
          String name =
              item instanceof TaskRecord<?> record ? record.name() : given.getClass().getName();
          dropped.add(new DroppedTask(given, name, waited));
        },
        running::add);
    return new DrainReport(dropped, running);
  }

  private void stop(
      BiConsumer<Object, @Nullable Duration> droppedTo, @Nullable Consumer<RunningTask> runningTo) {
    close(AdmissionWord.STOP);
    drop(droppedTo);
    engine
        .grants()
        .forEach(
            grant -> {
              Thread thread = grant.thread;
              if (thread != null) {
                if (runningTo != null) {
                  runningTo.accept(WorkerLook.at(grant, thread));
                }
                thread.interrupt();
              }
            });
    tryTerminate();
    engine.idleGate().look();
  }

  private void drop(BiConsumer<Object, @Nullable Duration> to) {
    Tally tally = engine.tally();
    Waits waits = new Waits(lane.isInOrder());
    for (Object item = lane.poll(waits); item != null; item = lane.poll(waits)) {
      @Nullable Duration waited = waits.ofItem();
      if (item instanceof TaskRecord<?> record && !record.release()) {
        tally.increment(Event.TOMBSTONE_MET);
      } else {
        tally.increment(Event.DROPPED);
        to.accept(item, waited);
      }
    }
  }

  /** Keeps how long the item just taken has waited. */
  private static final class Waits implements WaitSink {
    private final boolean inOrder;
    private @Nullable Duration last;

    Waits(boolean inOrder) {
      this.inOrder = inOrder;
    }

    @Override
    public void waited(long acceptedNanos, long weight) {
      last = Duration.ofNanos(Math.max(0, System.nanoTime() - acceptedNanos));
    }

    /** For the item just taken; where items come in order, those behind a sample waited less. */
    @Nullable Duration ofItem() {
      @Nullable Duration wait = last;
      if (!inOrder) {
        last = null;
      }
      return wait;
    }
  }

  /** Ends the pool if nothing is left to do. */
  void tryTerminate() {
    for (; ; ) {
      long w = admission.get();
      int state = AdmissionWord.state(w);
      if (state == AdmissionWord.OPEN
          || state == AdmissionWord.TERMINATED
          || AdmissionWord.running(w) != 0
          || !lane.isFinished()) {
        return;
      }
      if (admission.compareAndSet(w, AdmissionWord.withState(w, AdmissionWord.TERMINATED))) {
        engine.states().closeAll();
        lookForStates();
        return;
      }
    }
  }

  /**
   * Tells that the pool has ended, unless a worker-local state is still being closed: then its
   * closer looks here after it. State and count are volatile, so one of the two sees the other.
   */
  void lookForStates() {
    if (hasEnded() && !engine.states().anyOpen()) {
      terminated.countDown();
      engine.threads().recheck();
    }
  }

  /** Whether nothing will run any more, though states may still be open. */
  boolean hasEnded() {
    return AdmissionWord.state(admission.get()) == AdmissionWord.TERMINATED;
  }

  /**
   * Waits until the pool is terminated.
   *
   * @param timeout how long to wait
   * @param unit its unit
   * @return false if the time was up first
   * @throws InterruptedException if interrupted while it waits
   */
  public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
    Objects.requireNonNull(unit, "unit");
    return isTerminated() || terminated.await(timeout, unit);
  }

  /**
   * Whether nothing runs and nothing ever will.
   *
   * @return true once the pool has ended
   */
  public boolean isTerminated() {
    return terminated.getCount() == 0;
  }
}
