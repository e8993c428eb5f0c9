package dev.freshet.lab.study;

import dev.freshet.core.TaskPool;
import dev.freshet.core.Workers;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.Heap;
import dev.freshet.lab.child.Probe;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.child.WrongResult;
import dev.freshet.lab.workload.Figures;
import dev.freshet.lab.workload.Workload.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What waiting tasks cost the collector: as records in the lane of a pool that runs one of them,
 * and as virtual threads that stand at a semaphore. The limit of a cell is how many wait.
 *
 * <p>Full collections walk all that waits, so they are timed by the clock, with the mean of young
 * collections beside them: those that come while the tasks are handed over, and while a program
 * goes on making garbage beside those that wait.
 */
final class Waiting {
  static final String RECORDS = "records";
  static final String THREADS = "threads";

  static final Study STUDY =
      new Study(
          "waiting",
          "pauses of the collector beside tasks that wait, as records and as parked threads",
          List.of(RECORDS, THREADS),
          _ -> Stream.of(1, 1_000, 100_000, 1_000_000).map(n -> new Shape(1, n)).toList(),
          5,
          _ -> List.of("-Xms3g", "-Xmx3g", "-XX:+UseSerialGC"),
          Waiting::run);

  private static final int FULL_COLLECTIONS = 3;

  /** Garbage made beside those that wait: 2 GiB, twice the young generation. */
  private static final int PIECES = 32_768;

  private static final int PIECE_BYTES = 65_536;

  private Waiting() {}

  /** Something that holds tasks. */
  private interface Room extends AutoCloseable {
    void add(Runnable task);

    @Override
    void close();
  }

  private static Measurement run(Trial trial) throws InterruptedException {
    int waiting = trial.tasks() > 0 ? Math.toIntExact(trial.tasks()) : trial.cell().limit();
    String subject = trial.cell().subject();
    LongAdder sum = new LongAdder();
    CountDownLatch done = new CountDownLatch(waiting);
    Probe probe = Probe.start();
    Probe.Cost cost;
    double[] full = new double[FULL_COLLECTIONS];
    double live;
    try (Room room = subject.equals(RECORDS) ? new Records(waiting) : new Threads()) {
      for (int i = 0; i < waiting; i++) {
        int number = i;
        room.add(
            () -> {
              sum.add(number);
              done.countDown();
            });
      }
      makeGarbage();
      cost = probe.stop();
      live = Heap.liveMiB();
      for (int i = 0; i < full.length; i++) {
        long began = System.nanoTime();
        System.gc();
        full[i] = (System.nanoTime() - began) / 1e6;
      }
      if (done.getCount() != waiting) {
        throw new WrongResult(
            "%s: %,d tasks did not wait".formatted(subject, waiting - done.getCount()));
      }
    }
    done.await();
    long expected = (long) waiting * (waiting - 1) / 2;
    if (sum.sum() != expected) {
      throw new WrongResult(
          "%s: the sum is %d, it should be %d".formatted(subject, sum.sum(), expected));
    }
    Arrays.sort(full);
    double young = cost.gc().count() == 0 ? 0 : cost.gc().pauseMsTotal() / cost.gc().count();
    return new Figures(waiting, cost)
        .extra(
            Map.of(
                "fullPauseMs",
                full[full.length / 2],
                "youngPauseMeanMs",
                young,
                "youngPauseMaxMs",
                cost.gc().pauseMsMax(),
                "liveMiB",
                live))
        .measurement();
  }

  private static void makeGarbage() {
    long length = 0;
    byte[][] recent = new byte[16][]; // some of it lives for a while, as in a program
    for (int i = 0; i < PIECES; i++) {
      recent[i % recent.length] = new byte[PIECE_BYTES];
      length += recent[(i + 1) % recent.length] == null ? 0 : 1;
    }
    if (length == 0) {
      throw new IllegalStateException("no garbage was made");
    }
  }

  /** The lane of a pool whose only grant is taken. */
  private static final class Records implements Room {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final TaskPool pool;

    Records(int waiting) {
      pool =
          TaskPool.builder()
              .name("waiting")
              .limit(1)
              .laneCapacity(waiting + 1)
              .workers(Workers.platform())
              .build();
      pool.execute(this::standAtGate);
    }

    private void standAtGate() {
      boolean interrupted = false;
      while (true) {
        try {
          gate.await();
          break;
        } catch (InterruptedException again) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void add(Runnable task) {
      pool.execute(task);
    }

    @Override
    public void close() {
      gate.countDown();
      pool.close();
    }
  }

  /** Virtual threads that wait for a permit, as in a program that limits them so. */
  private static final class Threads implements Room {
    private final Semaphore gate = new Semaphore(0);

    @Override
    public void add(Runnable task) {
      Thread.startVirtualThread(
          () -> {
            gate.acquireUninterruptibly();
            task.run();
            gate.release();
          });
    }

    @Override
    public void close() {
      gate.release();
    }
  }
}
