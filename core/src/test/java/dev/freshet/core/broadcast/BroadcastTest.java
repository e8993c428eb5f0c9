package dev.freshet.core.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broadcast of references. */
@SuppressWarnings("NullAway") // null is what is tested
class BroadcastTest extends BroadcastContract {
  private static final class References implements Subject {
    private final Broadcast<Long> broadcast;

    References(Broadcast<Long> broadcast) {
      this.broadcast = broadcast;
    }

    @Override
    public long publish(long value) {
      return broadcast.publish(value);
    }

    @Override
    public long newest() {
      return broadcast.newest();
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
      return (Long) ((Cursor<?>) cursor).value();
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
    return new References(Broadcast.of(initial));
  }

  @Test
  void nullIsRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> Broadcast.of(null))
        .withMessageContaining("initial");
    Broadcast<String> broadcast = Broadcast.of("a");
    assertThatNullPointerException()
        .isThrownBy(() -> broadcast.publish(null))
        .withMessageContaining("value");
    assertThatNullPointerException().isThrownBy(() -> broadcast.cursor().awaitNewer(null));
    assertThat(broadcast.version()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 3, 2048})
  void aRingOfAnotherSizeIsRefused(int kept) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Broadcast.of("a", kept))
        .withMessage("kept: value is " + kept + "; allowed is a power of two from 2 to 1024");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 1024})
  void theSmallestAndTheLargestRingServe(int kept) throws Exception {
    new BroadcastTest() {
      @Override
      Subject of(long initial) {
        return new References(Broadcast.of(initial, kept));
      }
    }.manyPublishers(false, 3, 5_000);
  }

  @Test
  void theSameValueTwiceIsTwoVersions() {
    Broadcast<String> broadcast = Broadcast.of("a");
    Cursor<String> cursor = broadcast.cursor();
    broadcast.publish("a");
    assertThat(cursor.advance()).isTrue();
    assertThat(cursor.version()).isEqualTo(1);
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
