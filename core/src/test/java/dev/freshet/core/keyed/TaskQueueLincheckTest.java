package dev.freshet.core.keyed;

import dev.freshet.core.keyed.TaskQueue.Offer;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The queue of a mailbox is linearizable, its dead mark included: against a bounded queue that one
 * thread at a time uses and that ends when its consumer finds it empty.
 */
@Timeout(600)
@SuppressWarnings("exports") // Lincheck wants it public; nobody else sees the tests
public class TaskQueueLincheckTest {
  private static final int BOUND = 2;

  /** A task that is only a number. */
  private record Numbered(int number) implements Runnable {
    @Override
    public void run() {}
  }

  private final TaskQueue queue = new TaskQueue(new Numbered(-1), 0);

  /** Offers. */
  @Operation
  public Offer offer(@Param(gen = IntGen.class) int number) {
    return queue.offer(new Entry(new Numbered(number), 0), BOUND);
  }

  /** Takes as a turn does: the number, or null if nothing was left, which ends the queue. */
  @Operation(nonParallelGroup = "consumer")
  public @Nullable Integer take() {
    for (; ; ) {
      if (queue.isDead()) {
        return null;
      }
      Entry entry = queue.peek();
      if (entry != null) {
        queue.pass(entry);
        return entry.claim() instanceof Numbered task ? task.number() : Integer.MIN_VALUE;
      }
      if (queue.tryEnd()) {
        return null;
      }
    }
  }

  @Test
  void modelChecking() {
    new ModelCheckingOptions()
        .iterations(8)
        .invocationsPerIteration(500)
        .threads(3)
        .actorsPerThread(2)
        .sequentialSpecification(Specification.class)
        .check(TaskQueueLincheckTest.class);
  }

  @Test
  @Tag("deep")
  void modelCheckingLonger() {
    new ModelCheckingOptions()
        .iterations(100)
        .invocationsPerIteration(5_000)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(TaskQueueLincheckTest.class);
  }

  /** What the queue should do. */
  public static final class Specification {
    private int first = -1; // a queue begins with one task
    private int second;
    private int size = 1;
    private boolean dead;

    /** Offers. */
    public Offer offer(int number) {
      if (dead) {
        return Offer.DEAD;
      }
      switch (size) {
        case 0 -> first = number;
        case 1 -> second = number;
        default -> {
          return Offer.FULL;
        }
      }
      size++;
      return Offer.ACCEPTED;
    }

    /** Takes. */
    public @Nullable Integer take() {
      if (size == 0) {
        dead = true;
        return null;
      }
      int number = first;
      first = second;
      size--;
      return number;
    }
  }
}
