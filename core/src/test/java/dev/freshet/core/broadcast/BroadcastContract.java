package dev.freshet.core.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every broadcast; here its values are numbers. */
@Timeout(60)
abstract class BroadcastContract {
  /** A broadcast of numbers. */
  interface Subject {
    long publish(long value);

    long newest();

    long version();

    VersionCursor cursor();

    VersionCursor cursorAfter(long version);

    long valueOf(VersionCursor cursor);

    void close();

    boolean isClosed();

    int waiting();
  }

  abstract Subject of(long initial);

  static final Duration LONG = Duration.ofSeconds(50);

  static <V> FutureTask<V> start(boolean virtual, Callable<V> body) {
    FutureTask<V> task = new FutureTask<>(body);
    var _ = (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
    return task;
  }

  static void awaitWaiting(Subject subject, int waiting) {
    while (subject.waiting() != waiting) {
      Thread.onSpinWait();
    }
  }

  @Test
  void versionsAreCountedFromTheInitialValue() {
    Subject subject = of(70);
    assertThat(subject.version()).isZero();
    assertThat(subject.newest()).isEqualTo(70);
    for (int i = 1; i <= 100; i++) {
      assertThat(subject.publish(70 + i)).isEqualTo(i);
      assertThat(subject.version()).isEqualTo(i);
      assertThat(subject.newest()).isEqualTo(70 + i);
    }
  }

  @Test
  void aCursorStandsAtTheNewestVersionFirst() {
    Subject subject = of(70);
    subject.publish(71);
    subject.publish(72);
    VersionCursor cursor = subject.cursor();
    assertThat(cursor.version()).isEqualTo(2);
    assertThat(subject.valueOf(cursor)).isEqualTo(72);
    assertThat(cursor.missed()).isZero();
    assertThat(cursor.advance()).isFalse();
  }

  @Test
  void aCursorKeepsItsVersionUntilItMoves() {
    Subject subject = of(70);
    VersionCursor cursor = subject.cursor();
    for (int i = 1; i <= 50; i++) {
      subject.publish(70 + i);
    }
    assertThat(cursor.version()).isZero();
    assertThat(subject.valueOf(cursor)).isEqualTo(70);
    assertThat(cursor.advance()).isTrue();
    assertThat(cursor.version()).isEqualTo(50);
    assertThat(subject.valueOf(cursor)).isEqualTo(120);
    assertThat(cursor.missed()).isEqualTo(49);
    assertThat(cursor.advance()).isFalse();
    subject.publish(200);
    assertThat(cursor.advance()).isTrue();
    assertThat(cursor.missed()).isEqualTo(49);
  }

  @Test
  void aCursorAfterAVersionFindsOnlyWhatIsNewer() throws Exception {
    Subject subject = of(70);
    subject.publish(71);
    subject.publish(72);
    VersionCursor has = subject.cursorAfter(2);
    assertThat(has.advance()).isFalse();
    assertThat(has.awaitNewer(Duration.ZERO)).isFalse();
    VersionCursor old = subject.cursorAfter(0);
    assertThatIllegalStateException()
        .isThrownBy(() -> subject.valueOf(old))
        .withMessageContaining("version 0 w");
    assertThat(old.awaitNewer()).isTrue();
    assertThat(subject.valueOf(old)).isEqualTo(72);
    assertThat(old.missed()).isEqualTo(1);
  }

  @Test
  void aVersionThatDoesNotExistIsRefused() {
    Subject subject = of(70);
    subject.publish(71);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> subject.cursorAfter(2))
        .withMessage("version: value is 2; allowed is 0 to 1, the newest");
    assertThatIllegalArgumentException().isThrownBy(() -> subject.cursorAfter(-1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWaiterIsWokenByTheNextVersion(boolean virtual) throws Exception {
    Subject subject = of(70);
    FutureTask<Long> waiter =
        start(
            virtual,
            () -> {
              VersionCursor cursor = subject.cursor();
              assertThat(cursor.awaitNewer()).isTrue();
              return subject.valueOf(cursor);
            });
    awaitWaiting(subject, 1);
    subject.publish(71);
    assertThat(waiter.get()).isEqualTo(71);
    assertThat(subject.waiting()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allWaitersAreWoken(boolean virtual) throws Exception {
    Subject subject = of(70);
    List<FutureTask<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiters.add(start(virtual, () -> subject.cursor().awaitNewer(LONG)));
    }
    awaitWaiting(subject, 20);
    subject.publish(71);
    for (FutureTask<Boolean> waiter : waiters) {
      assertThat(waiter.get()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWaitEndsWithItsTimeAndLeavesNothingBehind(boolean virtual) throws Exception {
    Subject subject = of(70);
    FutureTask<Boolean> waiter =
        start(
            virtual,
            () -> {
              VersionCursor cursor = subject.cursor();
              boolean moved = false;
              for (int i = 0; i < 20; i++) {
                moved |= cursor.awaitNewer(Duration.ofNanos(50_000));
              }
              return moved;
            });
    assertThat(waiter.get()).isFalse();
    assertThat(subject.waiting()).isZero();
  }

  @Test
  void aWaiterThatGivesUpLeavesTheOthersInTheQueue() throws Exception {
    Subject subject = of(70);
    List<Thread> threads = new ArrayList<>();
    List<FutureTask<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      FutureTask<Boolean> task = new FutureTask<>(() -> subject.cursor().awaitNewer());
      threads.add(Thread.ofPlatform().daemon().start(task));
      waiters.add(task);
      awaitWaiting(subject, i + 1);
    }
    int left = 5;
    for (int gone : new int[] {2, 4, 0}) { // from the middle, the head and the tail
      threads.get(gone).interrupt();
      awaitWaiting(subject, --left);
    }
    subject.publish(71);
    assertThat(waiters.get(1).get()).isTrue();
    assertThat(waiters.get(3).get()).isTrue();
    for (int gone : new int[] {0, 2, 4}) {
      assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
          .isThrownBy(waiters.get(gone)::get)
          .withCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void anInterruptedThreadDoesNotEvenLook() {
    Subject subject = of(70);
    VersionCursor cursor = subject.cursor();
    subject.publish(71);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(cursor::awaitNewer);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(cursor.version()).isZero();
    assertThat(cursor.advance()).isTrue();
  }

  @Test
  void theLastVersionIsReadAfterTheEnd() throws Exception {
    Subject subject = of(70);
    VersionCursor cursor = subject.cursor();
    subject.publish(71);
    subject.publish(72);
    subject.close();
    assertThat(subject.isClosed()).isTrue();
    assertThat(cursor.isFinished()).isFalse();
    assertThat(cursor.awaitNewer()).isTrue();
    assertThat(subject.valueOf(cursor)).isEqualTo(72);
    assertThat(cursor.isFinished()).isTrue();
    assertThat(cursor.awaitNewer()).isFalse();
    assertThat(cursor.awaitNewer(LONG)).isFalse();
    assertThat(subject.newest()).isEqualTo(72);
    assertThat(subject.version()).isEqualTo(2);
    assertThat(subject.cursor().isFinished()).isTrue();
  }

  @Test
  void nothingIsPublishedAfterTheEnd() {
    Subject subject = of(70);
    subject.publish(71);
    subject.close();
    subject.close();
    assertThat(subject.publish(72)).isEqualTo(Broadcast.CLOSED);
    assertThat(subject.newest()).isEqualTo(71);
    assertThat(subject.version()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWaiterLearnsOfTheEnd(boolean virtual) throws Exception {
    Subject subject = of(70);
    FutureTask<Boolean> waiter = start(virtual, () -> subject.cursor().awaitNewer());
    awaitWaiting(subject, 1);
    subject.close();
    assertThat(waiter.get()).isFalse();
  }

  /** Each reader sees versions rise, values that belong to them, and the last one. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onePublisherAndManyReaders(boolean virtual) throws Exception {
    int versions = 200_000;
    Subject subject = of(7);
    List<FutureTask<Long>> readers = new ArrayList<>();
    CountDownLatch ready = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      readers.add(
          start(
              virtual,
              () -> {
                VersionCursor cursor = subject.cursor();
                ready.countDown();
                long moves = 0;
                long last = 0;
                while (cursor.awaitNewer()) {
                  assertThat(cursor.version()).isGreaterThan(last);
                  last = cursor.version();
                  assertThat(subject.valueOf(cursor)).isEqualTo(last + 7);
                  moves++;
                }
                assertThat(cursor.missed() + moves).isEqualTo(last);
                return last;
              }));
    }
    ready.await();
    for (int i = 1; i <= versions; i++) {
      assertThat(subject.publish(i + 7)).isEqualTo(i);
    }
    subject.close();
    for (FutureTask<Long> reader : readers) {
      assertThat(reader.get()).isEqualTo(versions);
    }
  }

  /** What readers saw under a version is what the publisher was told it had under it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyPublishersAndManyReaders(boolean virtual) throws Exception {
    manyPublishers(virtual, 4, 20_000);
  }

  void manyPublishers(boolean virtual, int publishers, int each) throws Exception {
    Subject subject = of(-1);
    long[] published = new long[publishers * each + 1];
    published[0] = -1;
    List<FutureTask<long[]>> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      readers.add(
          start(
              virtual,
              () -> {
                long[] seen = new long[publishers * each + 1];
                VersionCursor cursor = subject.cursor();
                do {
                  seen[(int) cursor.version()] = subject.valueOf(cursor);
                } while (cursor.awaitNewer());
                assertThat(cursor.version()).isEqualTo((long) publishers * each);
                return seen;
              }));
    }
    List<FutureTask<Void>> writers = new ArrayList<>();
    for (int p = 0; p < publishers; p++) {
      long base = 1 + (long) p * each;
      writers.add(
          start(
              virtual,
              () -> {
                for (int i = 0; i < each; i++) {
                  long version = subject.publish(base + i);
                  published[(int) version] = base + i;
                  assertThat(subject.version()).isGreaterThanOrEqualTo(version);
                }
                return null;
              }));
    }
    for (FutureTask<Void> writer : writers) {
      writer.get(60, TimeUnit.SECONDS);
    }
    subject.close();
    for (FutureTask<long[]> reader : readers) {
      long[] seen = reader.get(60, TimeUnit.SECONDS);
      for (int version = 0; version < seen.length; version++) {
        if (seen[version] != 0) {
          assertThat(seen[version]).isEqualTo(published[version]);
        }
      }
    }
  }

  /** A waiter in step with the publisher: a lost wake-up would stop both. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyWaitSeesItsVersion(boolean virtual) throws Exception {
    int rounds = 5_000;
    Subject ping = of(0);
    Subject pong = of(0);
    FutureTask<Boolean> answering =
        start(
            virtual,
            () -> {
              VersionCursor cursor = ping.cursorAfter(0);
              for (int i = 1; i <= rounds; i++) {
                assertThat(cursor.awaitNewer()).isTrue();
                assertThat(cursor.version()).isEqualTo(i);
                pong.publish(i);
              }
              return cursor.missed() == 0;
            });
    VersionCursor cursor = pong.cursorAfter(0);
    for (int i = 1; i <= rounds; i++) {
      ping.publish(i);
      assertThat(cursor.awaitNewer(LONG)).isTrue();
      assertThat(cursor.version()).isEqualTo(i);
    }
    assertThat(answering.get()).isTrue();
  }
}
