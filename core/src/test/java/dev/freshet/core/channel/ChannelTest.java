package dev.freshet.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every channel keeps, whatever its capacity and its threads. */
@Timeout(120)
class ChannelTest {
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofSeconds(60);

  /**
   * A capacity and a kind of threads.
   *
   * @param capacity 0 for a rendezvous
   * @param virtual whether the threads are
   */
  record Kind(int capacity, boolean virtual) {
    <T> Channel<T> channel() {
      return capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity);
    }

    /** A channel that can take nothing more. */
    Channel<Integer> full() {
      Channel<Integer> channel = channel();
      for (int i = 0; i < capacity; i++) {
        assertThat(channel.trySend(i)).isTrue();
      }
      return channel;
    }

    <R extends @Nullable Object> Party<R> party(Callable<R> action) {
      return Party.of(virtual, action);
    }

    /** Starts a sender and waits until it waits. */
    Party<Boolean> sender(Channel<Integer> channel, int item) {
      int before = channel.waitingSenders();
      Party<Boolean> sender =
          party(
              () -> {
                channel.send(item);
                return Thread.currentThread().isInterrupted();
              });
      Party.until(() -> channel.waitingSenders() == before + 1);
      return sender;
    }

    /** Starts a receiver and waits until it waits. */
    Party<Integer> receiver(Channel<Integer> channel) {
      int before = channel.waitingReceivers();
      Party<Integer> receiver = party(channel::receive);
      Party.until(() -> channel.waitingReceivers() == before + 1);
      return receiver;
    }
  }

  static Stream<Kind> kinds() {
    return IntStream.of(0, 1, 16, 100)
        .boxed()
        .flatMap(capacity -> Stream.of(new Kind(capacity, false), new Kind(capacity, true)));
  }

  static Stream<Kind> buffered() {
    return kinds().filter(kind -> kind.capacity > 0);
  }

  private static List<Integer> drain(Channel<Integer> channel) {
    List<Integer> items = new ArrayList<>();
    for (Integer item = channel.tryReceive(); item != null; item = channel.tryReceive()) {
      items.add(item);
    }
    return items;
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void handsItemsOverInOrder(Kind kind) throws Exception {
    Channel<Integer> channel = kind.channel();
    int items = 5_000;
    Party<Integer> sender =
        kind.party(
            () -> {
              for (int i = 0; i < items; i++) {
                channel.send(i);
              }
              channel.close();
              return items;
            });
    List<Integer> received = new ArrayList<>();
    kind.party(
            () -> {
              channel.forEach(received::add);
              return 0;
            })
        .end();
    assertThat(sender.end()).isEqualTo(items);
    assertThat(received).isEqualTo(upTo(items));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void holdsExactlyItsCapacity(Kind kind) {
    Channel<Integer> channel = kind.channel();
    assertThat(channel.capacity()).isEqualTo(kind.capacity);
    for (int lap = 0; lap < 3; lap++) {
      for (int i = 0; i < kind.capacity; i++) {
        assertThat(channel.size()).isEqualTo(i);
        assertThat(channel.trySend(i)).isTrue();
      }
      assertThat(channel.trySend(-1)).isFalse();
      assertThat(channel.size()).isEqualTo(kind.capacity);
      assertThat(drain(channel)).isEqualTo(upTo(kind.capacity));
      assertThat(channel.size()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void servesWaitingSendersInOrder(Kind kind) throws Exception {
    Channel<Integer> channel = kind.full();
    List<Party<Boolean>> senders = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      senders.add(kind.sender(channel, kind.capacity + i));
    }
    assertThat(channel.trySend(-1)).as("overtakes").isFalse();
    assertThat(channel.size()).isEqualTo(kind.capacity);
    assertThat(drain(channel)).isEqualTo(upTo(kind.capacity + 5));
    for (Party<Boolean> sender : senders) {
      assertThat(sender.end()).isFalse();
    }
    assertThat(channel.waitingSenders()).isZero();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void servesWaitingReceiversInOrder(Kind kind) throws Exception {
    Channel<Integer> channel = kind.channel();
    List<Party<Integer>> receivers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      receivers.add(kind.receiver(channel));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(channel.trySend(i)).isTrue();
    }
    for (int i = 0; i < 5; i++) {
      assertThat(receivers.get(i).end()).isEqualTo(i);
    }
    assertThat(channel.waitingReceivers()).isZero();
    assertThat(channel.size()).isZero();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aSendThatIsLateLeavesNoTrace(Kind kind) throws Exception {
    Channel<Integer> channel = kind.full();
    for (Duration timeout : List.of(SHORT, Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThat(kind.party(() -> channel.send(-1, timeout)).end()).isFalse();
    }
    assertThat(channel.waitingSenders()).isZero();
    assertThat(drain(channel)).isEqualTo(upTo(kind.capacity));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aReceiveThatIsLateTakesNothing(Kind kind) throws Exception {
    Channel<Integer> channel = kind.channel();
    for (Duration timeout : List.of(SHORT, Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThat(kind.party(() -> channel.receive(timeout)).end()).isNull();
    }
    assertThat(kind.party(() -> channel.receiveBatch(new ArrayList<>(), 3, SHORT)).end()).isZero();
    assertThat(channel.waitingReceivers()).isZero();
    Party<Boolean> sender = kind.party(() -> channel.send(7, LONG));
    assertThat(kind.party(() -> channel.receive(LONG)).end()).isEqualTo(7);
    assertThat(sender.end()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anInterruptedSenderLeavesNoTrace(Kind kind) throws Exception {
    Channel<Integer> channel = kind.full();
    Party<Boolean> first = kind.sender(channel, -1);
    Party<Boolean> second = kind.sender(channel, kind.capacity);
    Party<Boolean> third = kind.sender(channel, -3);
    first.interrupt();
    assertThat(first.failure()).isInstanceOf(InterruptedException.class);
    third.interrupt();
    assertThat(third.failure()).isInstanceOf(InterruptedException.class);
    assertThat(drain(channel)).isEqualTo(upTo(kind.capacity + 1));
    second.end();
    assertThat(channel.waitingSenders()).isZero();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anInterruptedReceiverTakesNothing(Kind kind) throws Exception {
    Channel<Integer> channel = kind.channel();
    Party<Integer> first = kind.receiver(channel);
    Party<Integer> second = kind.receiver(channel);
    first.interrupt();
    assertThat(first.failure()).isInstanceOf(InterruptedException.class);
    assertThat(channel.trySend(1)).isTrue();
    assertThat(second.end()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aThreadInterruptedBeforeDoesNothing(Kind kind) throws Exception {
    Channel<Integer> channel = kind.channel();
    channel.trySend(1);
    int size = channel.size();
    Party<Boolean> party =
        kind.party(
            () -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(() -> channel.send(2)).isInstanceOf(InterruptedException.class);
              Thread.currentThread().interrupt();
              assertThatThrownBy(channel::receive).isInstanceOf(InterruptedException.class);
              Thread.currentThread().interrupt();
              assertThatThrownBy(() -> Select.first(channel.onReceive()))
                  .isInstanceOf(InterruptedException.class);
              return Thread.currentThread().isInterrupted();
            });
    assertThat(party.end()).isFalse();
    assertThat(channel.size()).isEqualTo(size);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aClosedChannelGivesOutWhatItHolds(Kind kind) throws Exception {
    Channel<Integer> channel = kind.full();
    assertThat(channel.isClosed()).isFalse();
    assertThat(channel.close()).isTrue();
    assertThat(channel.close()).isFalse();
    assertThat(channel.close(new IllegalStateException("late"))).isFalse();
    assertThat(channel.isClosed()).isTrue();
    assertThat(channel.isFinished()).isEqualTo(kind.capacity == 0);
    assertThat(channel.trySend(-1)).isFalse();
    assertThatThrownBy(() -> channel.send(-1)).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> channel.send(-1, Duration.ZERO))
        .isInstanceOf(ChannelClosedException.class);
    for (int i = 0; i < kind.capacity; i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
    assertThat(channel.isFinished()).isTrue();
    assertThat(channel.tryReceive()).isNull();
    assertThatThrownBy(channel::receive).isInstanceOf(ChannelClosedException.class).hasNoCause();
    assertThatThrownBy(() -> channel.receive(LONG)).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> channel.receive(Duration.ZERO))
        .isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> channel.receiveBatch(new ArrayList<>(), 2))
        .isInstanceOf(ChannelClosedException.class);
    channel.forEach(item -> assertThat(item).isNull());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void closingTellsTheCauseToAllWhoWait(Kind kind) throws Exception {
    Exception cause = new Exception("source lost");
    Channel<Integer> full = kind.full();
    List<Party<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(kind.sender(full, -1));
    }
    Channel<Integer> empty = kind.channel();
    for (int i = 0; i < 3; i++) {
      waiting.add(kind.receiver(empty));
    }
    full.close(cause);
    empty.close(cause);
    for (Party<?> party : waiting) {
      assertThat(party.failure()).isInstanceOf(ChannelClosedException.class).hasCause(cause);
    }
    assertThat(full.waitingSenders() + empty.waitingReceivers()).isZero();
    List<Integer> received = new ArrayList<>();
    assertThatThrownBy(() -> full.forEach(received::add))
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("channel: closed because of java.lang.Exception: source lost")
        .hasCause(cause);
    assertThat(received).isEqualTo(upTo(kind.capacity));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void abortingTakesOutTheRest(Kind kind) {
    Channel<Integer> channel = kind.full();
    Exception cause = new Exception();
    assertThat(channel.abort(cause)).isEqualTo(upTo(kind.capacity));
    assertThat(channel.isFinished()).isTrue();
    assertThatThrownBy(channel::receive).hasCause(cause);
    assertThat(channel.abort(new Exception())).isEmpty();
    assertThatThrownBy(channel::receive).hasCause(cause);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void receivesInBatches(Kind kind) throws Exception {
    Channel<Integer> channel = kind.full();
    Party<Boolean> late = kind.sender(channel, kind.capacity);
    Party<Boolean> later = kind.sender(channel, kind.capacity + 1);
    List<Integer> batch = new ArrayList<>();
    assertThat(channel.receiveBatch(batch, 1)).isEqualTo(1);
    assertThat(channel.receiveBatch(batch, 1_000)).isEqualTo(kind.capacity + 1);
    assertThat(batch).isEqualTo(upTo(kind.capacity + 2));
    late.end();
    later.end();
    Party<Integer> waiting = kind.party(() -> channel.receiveBatch(new ArrayList<>(), 5, LONG));
    Party.until(() -> channel.waitingReceivers() == 1);
    assertThat(channel.trySend(1)).isTrue();
    assertThat(waiting.end()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("buffered")
  void closingWhileSendersSettleKeepsCount(Kind kind) throws Exception {
    for (int round = 0; round < 200; round++) {
      Channel<Integer> channel = kind.channel();
      List<Party<Integer>> senders = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        senders.add(
            kind.party(
                () -> {
                  int sent = 0;
                  try {
                    while (true) {
                      channel.send(sent);
                      sent++;
                    }
                  } catch (ChannelClosedException e) {
                    return sent;
                  }
                }));
      }
      Party<Integer> receiver =
          kind.party(
              () -> {
                int[] received = {0};
                channel.forEach(_ -> received[0]++);
                return received[0];
              });
      int pause = round;
      Party.until(() -> channel.isFinished() || channel.size() >= pause % (kind.capacity + 1));
      channel.close();
      int sent = senders.get(0).end() + senders.get(1).end();
      assertThat(receiver.end()).isEqualTo(sent);
    }
  }

  @Test
  void refusesWhatIsNotAllowed() {
    Channel<Integer> channel = Channel.buffered(1);
    assertThatThrownBy(() -> Channel.buffered(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity: value is 0; allowed is 1 to 268435456");
    assertThatThrownBy(() -> Channel.buffered((1 << 28) + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> channel.send(nothing())).hasMessage("item");
    assertThatThrownBy(() -> channel.send(nothing(), LONG)).hasMessage("item");
    assertThatThrownBy(() -> channel.trySend(nothing())).hasMessage("item");
    assertThatThrownBy(() -> channel.onSend(nothing(), () -> 1)).hasMessage("item");
    assertThatThrownBy(() -> channel.receive(nothing())).hasMessage("timeout");
    assertThatThrownBy(() -> channel.close(ChannelTest.<Exception>nothing())).hasMessage("cause");
    assertThatThrownBy(() -> channel.receiveBatch(new ArrayList<>(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("most: value is 0; allowed is 1 or more");
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a caller without checks
  private static <V> V nothing() {
    return null;
  }

  @Test
  void saysWhatItIs() {
    Channel<Integer> channel = Channel.buffered(3);
    channel.trySend(1);
    assertThat(channel).hasToString("Channel[1 of 3]");
    channel.close();
    assertThat(channel).hasToString("Channel[1 of 3, closed]");
  }
}
