package dev.freshet.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/** One subject of the suite {@code waiting}: arguments are case, subject, and shared or own. */
final class WaitingRun {
  /** Tasks that wait. */
  static final int WAITING = 1_000_000;

  /** Tasks that run and hold the others back: enough that all processors are busy afterwards. */
  private static final int RUNNING = 64;

  private final CountDownLatch atGate = new CountDownLatch(RUNNING);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final LongAdder ran = new LongAdder();

  /**
   * What a submission leaves with the caller, a handle or nothing; there before anything counts.
   */
  private final Object[] kept = new Object[WAITING];

  /** The callers' own tasks, there before anything counts. */
  private final IntFunction<Runnable> tasks;

  private WaitingRun(boolean shared) {
    Runnable one = ran::increment;
    if (shared) {
      tasks = _ -> one;
    } else {
      Runnable[] own = new Runnable[WAITING];
      for (int i = 0; i < WAITING; i++) {
        int index = i;
        own[i] = () -> ran.add(index >= 0 ? 1 : 0);
      }
      tasks = index -> own[index];
    }
  }

  private void atGate() {
    atGate.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fills a subject and answers what its heap holds, in MiB. */
  private double measure(String name) throws InterruptedException {
    boolean handles = name.equals("freshet-handle");
    long before = Heap.live();
    try (Subject subject =
        Subject.named(
            name.startsWith("freshet-") ? "freshet-" + RUNNING : name,
            new Subject.Bounds(RUNNING, RUNNING, WAITING))) {
      Producers.oneByOne(subject, this::atGate, RUNNING);
      atGate.await();
      for (int i = 0; i < WAITING; i++) {
        if (handles) {
          kept[i] = ((ExecutorService) subject.executor()).submit(tasks.apply(i));
        } else {
          subject.execute(tasks.apply(i));
        }
      }
      Await.stillness(() -> true, () -> "virtual threads still move");
      double held = (Heap.live() - before) / 1048576.0;
      if (ran.sum() != 0) {
        throw new IllegalStateException(ran.sum() + " tasks ran before their turn");
      }
      gate.countDown();
      return held;
    }
  }

  public static void main(String[] args) throws InterruptedException {
    WaitingRun run = new WaitingRun(args[2].equals("shared"));
    double held = run.measure(args[1]);
    if (run.ran.sum() != WAITING) {
      throw new IllegalStateException(run.ran.sum() + " tasks of " + WAITING + " ran");
    }
    Fork.report(args[0], "MiB", held);
  }
}
