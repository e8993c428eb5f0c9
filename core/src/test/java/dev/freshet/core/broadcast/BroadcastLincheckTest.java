package dev.freshet.core.broadcast;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The broadcast is linearizable, versions with their values: against one that one thread at a time
 * uses. The ring has two cells, so that short runs go round it.
 */
@Timeout(600)
@SuppressWarnings("exports") // Lincheck wants it public; nobody else sees the tests
public class BroadcastLincheckTest {
  private final Broadcast<Integer> broadcast = Broadcast.of(0, 2);
  private final LongBroadcast numbers = LongBroadcast.of(0, 0);

  /** Publishes. */
  @Operation
  public long publish(@Param(gen = IntGen.class) int value) {
    return broadcast.publish(value);
  }

  /** Reads version and value. */
  @Operation
  public String read() {
    Cursor<Integer> cursor = broadcast.cursor();
    return cursor.version() + ":" + cursor.value();
  }

  /** Reads what is newer than the initial version, and how much was missed. */
  @Operation
  public String newer() {
    Cursor<Integer> cursor = broadcast.cursorAfter(0);
    return cursor.advance() ? cursor.value() + ", missed " + cursor.missed() : "nothing";
  }

  /** Closes. */
  @Operation
  public void close() {
    broadcast.close();
  }

  /** Asks whether the newest version is the last. */
  @Operation
  public boolean isFinished() {
    return broadcast.cursor().isFinished();
  }

  /** Publishes two numbers. */
  @Operation
  public long publishNumbers(@Param(gen = IntGen.class) int value) {
    return numbers.publish(value, -value);
  }

  /** Reads two numbers and their version. */
  @Operation
  public String readNumbers() {
    long[] into = new long[2];
    long version = numbers.newest(into);
    return version + ":" + into[0] + "," + into[1];
  }

  @Test
  void modelChecking() {
    new ModelCheckingOptions()
        .iterations(6)
        .invocationsPerIteration(500)
        .threads(2)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(BroadcastLincheckTest.class);
  }

  @Test
  @Tag("deep")
  void modelCheckingWithThreeThreads() {
    new ModelCheckingOptions()
        .iterations(60)
        .invocationsPerIteration(5_000)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(BroadcastLincheckTest.class);
  }

  /** What the broadcast should do. */
  public static final class Specification {
    private int version;
    private int value;
    private boolean closed;
    private int numbersVersion;
    private int number;

    /** Publishes. */
    public long publish(int next) {
      if (closed) {
        return -1;
      }
      value = next;
      return ++version;
    }

    /** Reads. */
    public String read() {
      return version + ":" + value;
    }

    /** Reads what is newer. */
    public String newer() {
      return version == 0 ? "nothing" : value + ", missed " + (version - 1);
    }

    /** Closes. */
    public void close() {
      closed = true;
    }

    /** Asks for the end. */
    public boolean isFinished() {
      return closed;
    }

    /** Publishes numbers. */
    public long publishNumbers(int next) {
      number = next;
      return ++numbersVersion;
    }

    /** Reads numbers. */
    public String readNumbers() {
      return numbersVersion + ":" + number + "," + -number;
    }
  }
}
