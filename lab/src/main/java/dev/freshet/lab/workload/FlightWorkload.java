package dev.freshet.lab.workload;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.Heap;
import dev.freshet.lab.child.Probe;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.subject.Subject;
import dev.freshet.lab.subject.SubjectKind;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * So many tasks in flight at once: all are handed over, none may end; then all are let go.
 *
 * <p>In flight is what was taken: as many tasks as the limit allows stand at a gate, the others
 * wait wherever the subject lets them wait, in its queue or in threads of their own. The task is
 * one object for all, so that what the heap holds more is the subject's.
 *
 * <p>The first flight warms up and is weighed, the second is measured: its time is that of handing
 * over and of running down. A response counts from the opening of the gate.
 */
record FlightWorkload(
    String name, int inFlight, List<String> jvmFlags, List<String> subjects, double expectedSeconds)
    implements Workload {
  private static final int LIMIT = 1_000;
  private static final double BYTES_PER_MIB = 1 << 20;

  @Override
  public String what() {
    return "%,d tasks in flight at once, then let go".formatted(inFlight);
  }

  @Override
  public Load load() {
    return Load.CLOSED;
  }

  @Override
  public LatencyAxis latencyAxis() {
    return LatencyAxis.RESPONSE;
  }

  @Override
  public int defaultProducers() {
    return 1;
  }

  @Override
  public int defaultLimit(int processors) {
    return LIMIT;
  }

  @Override
  public double expectedSeconds(CellKey cell, long tasks) {
    return expectedSeconds * Math.max(1, (double) tasks / inFlight);
  }

  @Override
  public Measurement run(Trial trial) throws Exception {
    CellKey cell = trial.cell();
    SubjectKind kind = Workloads.subject(cell);
    int tasks = trial.tasks() > 0 ? Math.toIntExact(trial.tasks()) : inFlight;
    int running = kind.bounded() ? Math.min(cell.limit(), tasks) : tasks;
    Tally tally = new Tally();
    double before = Heap.liveMiB();
    Subject subject = kind.build(cell.limit(), tasks);
    Flight weighed = new Flight(cell, subject, tally, tasks);
    weighed.fill(0);
    weighed.awaitStillness(running);
    double full = Heap.liveMiB();
    weighed.release(0);

    Probe probe = Probe.start();
    Flight measured = new Flight(cell, subject, tally, tasks);
    long filled = measured.fill(tasks);
    measured.awaitStillness(running);
    long drained = measured.release(tasks);
    Probe.Cost cost = probe.stop();
    subject.close();
    tally.check(cell.subject(), subject, 2L * tasks, kind.bounded() ? cell.limit() : 0);
    return new Figures(tasks, cost)
        .seconds((filled + drained) / 1e9)
        .response(measured.responses)
        .heapLiveMiB(full)
        .extra(
            Map.of(
                "heapBytesPerTask", (full - before) * BYTES_PER_MIB / tasks,
                "handOverNsPerTask", (double) filled / tasks,
                "runDownNsPerTask", (double) drained / tasks))
        .measurement();
  }

  /** One flight. */
  private static final class Flight {
    /** One end in so many is clocked. */
    private static final int ONE_IN = 16;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_NANOS = 50_000;

    private final CellKey cell;
    private final Subject subject;
    private final Tally tally;
    private final int tasks;
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger handedOver = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();

    /** From the opening of the gate, by order of ending. */
    private final long[] responses;

    private volatile long opened;

    Flight(CellKey cell, Subject subject, Tally tally, int tasks) {
      this.cell = cell;
      this.subject = subject;
      this.tally = tally;
      this.tasks = tasks;
      this.responses = new long[(tasks + ONE_IN - 1) / ONE_IN];
    }

    private void run() {
      tally.enter();
      try {
        gate.await();
      } catch (InterruptedException failure) {
        tally.failed(failure);
      }
      tally.leave();
      int number = gone.getAndIncrement();
      if (number % ONE_IN == 0 && number < tasks) {
        responses[number / ONE_IN] = Math.max(1, System.nanoTime() - opened);
      }
      tally.ended();
    }

    /** Hands all over; answers the nanoseconds that took. */
    long fill(long before) throws InterruptedException {
      Runnable task = this::run;
      long began = System.nanoTime();
      for (int i = 0; i < cell.producers(); i++) {
        int first = i;
        Thread.ofPlatform().daemon().name("producer-" + i).start(() -> handOver(task, first));
      }
      long last = -1;
      long since = began;
      while (handedOver.get() < tasks) {
        int now = handedOver.get();
        if (now != last) {
          last = now;
          since = System.nanoTime();
        } else if (System.nanoTime() - since > PATIENCE_NANOS) {
          throw Tally.wrong(
              cell.subject(), "takes %,d of %,d tasks, then none for 5 s".formatted(now, tasks));
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
      long took = System.nanoTime() - began;
      if (tally.count() != before) {
        throw Tally.wrong(
            cell.subject(), "%,d tasks ended too early".formatted(tally.count() - before));
      }
      return took;
    }

    private void handOver(Runnable task, int first) {
      try {
        for (int i = first; i < tasks; i += cell.producers()) {
          subject.execute(task);
          handedOver.incrementAndGet();
        }
      } catch (Throwable failure) {
        tally.failed(failure);
      }
    }

    /** Waits until so many stand at the gate and every virtual thread is parked. */
    void awaitStillness(int running) {
      VirtualThreadSchedulerMXBean scheduler =
          ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
      long since = System.nanoTime();
      int last = -1;
      while (tally.running() < running
          || scheduler.getQueuedVirtualThreadCount() > 0
          || scheduler.getMountedVirtualThreadCount() > 0) {
        int now = tally.running();
        if (now != last) {
          last = now;
          since = System.nanoTime();
        } else if (System.nanoTime() - since > PATIENCE_NANOS) {
          throw Tally.wrong(
              cell.subject(), "%,d of %,d tasks run, then no more for 5 s".formatted(now, running));
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }

    /** Opens the gate; answers the nanoseconds until all have ended. */
    long release(long before) {
      opened = System.nanoTime();
      gate.countDown();
      tally.await(cell.subject(), subject, before + tasks);
      return System.nanoTime() - opened;
    }
  }
}
