package dev.freshet.core.channel;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A buffered channel is linearizable, depth and closing included. */
@Timeout(600)
@SuppressWarnings("exports") // Lincheck wants it public
public class ChannelLincheckTest {
  private final Channel<Integer> channel = Channel.buffered(2);

  /** Sends. */
  @Operation
  public boolean trySend(@Param(gen = IntGen.class) int item) {
    return channel.trySend(item);
  }

  /** Receives. */
  @Operation
  public @Nullable Integer tryReceive() {
    return channel.tryReceive();
  }

  /** Looks at the depth. */
  @Operation
  public int size() {
    return channel.size();
  }

  /** Closes. */
  @Operation
  public boolean close() {
    return channel.close();
  }

  /** Looks for the end. */
  @Operation
  public boolean isFinished() {
    return channel.isFinished();
  }

  @Test
  void modelChecking() {
    new ModelCheckingOptions()
        .iterations(6)
        .invocationsPerIteration(200)
        .threads(2)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(ChannelLincheckTest.class);
  }

  @Test
  @Tag("deep")
  void modelCheckingWithThreeThreads() {
    new ModelCheckingOptions()
        .iterations(100)
        .invocationsPerIteration(5_000)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(ChannelLincheckTest.class);
  }

  /** What the channel should do. */
  public static final class Specification {
    private int first;
    private int second;
    private int size;
    private boolean closed;

    /** Sends. */
    public boolean trySend(int item) {
      if (closed || size == 2) {
        return false;
      }
      if (size == 0) {
        first = item;
      } else {
        second = item;
      }
      size++;
      return true;
    }

    /** Receives. */
    public @Nullable Integer tryReceive() {
      if (size == 0) {
        return null;
      }
      int item = first;
      first = second;
      size--;
      return item;
    }

    /** Looks at the depth. */
    public int size() {
      return size;
    }

    /** Closes. */
    public boolean close() {
      boolean was = closed;
      closed = true;
      return !was;
    }

    /** Looks for the end. */
    public boolean isFinished() {
      return closed && size == 0;
    }
  }
}
