package dev.freshet.core.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broadcast of numbers in place: three of them, the others made from the first. */
@SuppressWarnings("NullAway") // null is what is tested
class LongBroadcastTest extends BroadcastContract {
  private static final class Numbers implements Subject {
    private final LongBroadcast broadcast;

    Numbers(long initial) {
      this.broadcast = LongBroadcast.of(initial, ~initial, initial * 3);
    }

    @Override
    public long publish(long value) {
      return broadcast.publish(value, ~value, value * 3);
    }

    @Override
    public long newest() {
      long[] into = new long[3];
      broadcast.newest(into);
      return checked(into[0], into[1], into[2]);
    }

    @Override
    public long version() {
      return broadcast.version();
    }

    @Override
    public VersionCursor cursor() {
      return broadcast.cursor();
    }

    @Override
    public VersionCursor cursorAfter(long version) {
      return broadcast.cursorAfter(version);
    }

    @Override
    public long valueOf(VersionCursor cursor) {
      LongCursor numbers = (LongCursor) cursor;
      return checked(numbers.value(0), numbers.value(1), numbers.value(2));
    }

    private static long checked(long first, long second, long third) {
      if (second != ~first || third != first * 3) {
        throw new AssertionError("torn: %d %d %d".formatted(first, second, third));
      }
      return first;
    }

    @Override
    public void close() {
      broadcast.close();
    }

    @Override
    public boolean isClosed() {
      return broadcast.isClosed();
    }

    @Override
    public int waiting() {
      return broadcast.waiting();
    }
  }

  @Override
  Subject of(long initial) {
    return new Numbers(initial);
  }

  @Test
  void theNumbersAreCopied() {
    long[] numbers = {1, 2};
    LongBroadcast broadcast = LongBroadcast.of(numbers);
    numbers[0] = 9;
    long[] into = new long[2];
    assertThat(broadcast.newest(into)).isZero();
    assertThat(into).containsExactly(1, 2);
    broadcast.publish(numbers);
    numbers[1] = 9;
    assertThat(broadcast.newest(into)).isEqualTo(1);
    assertThat(into).containsExactly(9, 2);
    assertThat(broadcast.width()).isEqualTo(2);
  }

  @Test
  void anotherWidthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(LongBroadcast::of)
        .withMessage("initial: value is nothing; allowed is a number or more");
    LongBroadcast broadcast = LongBroadcast.of(1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> broadcast.publish(1))
        .withMessage("numbers: length is 1; allowed is 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> broadcast.newest(new long[3]))
        .withMessage("into: length is 3; allowed is 2");
    assertThat(broadcast.version()).isZero();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> broadcast.cursor().value(2));
  }

  @Test
  void nullIsRefused() {
    assertThatNullPointerException().isThrownBy(() -> LongBroadcast.of((long[]) null));
    LongBroadcast broadcast = LongBroadcast.of(1, 2);
    assertThatNullPointerException().isThrownBy(() -> broadcast.publish((long[]) null));
    assertThatNullPointerException().isThrownBy(() -> broadcast.newest(null));
  }

  /** Millions of versions from several publishers. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("deep")
  @Timeout(600)
  void soak(boolean virtual) throws Exception {
    for (int round = 0; round < 20; round++) {
      manyPublishers(virtual, 8, 250_000);
    }
  }
}
