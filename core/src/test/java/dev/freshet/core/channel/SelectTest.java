package dev.freshet.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SelectTest {
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Channel<Integer> meeting = Channel.rendezvous();
  private final Channel<Integer> one = Channel.buffered(1);
  private final Channel<Integer> two = Channel.buffered(2);

  static Stream<Boolean> threads() {
    return Stream.of(true, false);
  }

  @Test
  void doesTheFirstThatCanBeDone() throws Exception {
    one.trySend(1);
    two.trySend(2);
    assertThat(Select.<Integer>first(meeting.onReceive(), two.onReceive(), one.onReceive()))
        .isEqualTo(2);
    assertThat(Select.<Integer>first(meeting.onReceive(), two.onReceive(), one.onReceive()))
        .isEqualTo(1);
    assertThat(two.size() + one.size()).isZero();
  }

  @Test
  void sendsOrReceives() throws Exception {
    assertThat(Select.<String>first(one.onReceive(i -> "got " + i), two.onSend(5, () -> "sent")))
        .isEqualTo("sent");
    assertThat(Select.<String>first(two.onReceive(i -> "got " + i), one.onSend(5, () -> "sent")))
        .isEqualTo("got 5");
    assertThat(two.size() + one.size()).isZero();
  }

  @Test
  void anyLetsChanceDecide() throws Exception {
    Map<String, Integer> chosen = new HashMap<>();
    for (int i = 0; i < 600; i++) {
      one.trySend(1);
      two.trySend(2);
      two.trySend(2);
      String answer =
          Select.any(
              one.onReceive(_ -> "one"), two.onReceive(_ -> "two"), meeting.onReceive(_ -> "none"));
      chosen.merge(answer, 1, Integer::sum);
    }
    assertThat(chosen).containsOnlyKeys("one", "two");
    assertThat(chosen.get("one")).isBetween(150, 450); // p < 1e-30 for a fair choice to miss it
  }

  @Test
  void otherwiseIsDoneIfNothingElseCan() throws Exception {
    assertThat(Select.<String>first(Select.otherwise(() -> "no"), one.onReceive(_ -> "yes")))
        .isEqualTo("no");
    assertThat(
            Select.<String>first(
                meeting.onSend(1, () -> "yes"), Select.after(Duration.ZERO, () -> "no")))
        .isEqualTo("no");
    one.trySend(1);
    assertThat(Select.<String>first(Select.otherwise(() -> "no"), one.onReceive(_ -> "yes")))
        .isEqualTo("yes");
    assertThat(meeting.waitingSenders()).isZero();
  }

  @ParameterizedTest
  @MethodSource("threads")
  void waitsForTheFirst(boolean virtual) throws Exception {
    Party<String> waiting =
        Party.of(
            virtual,
            () ->
                Select.first(
                    one.onReceive(i -> "one " + i),
                    meeting.onReceive(i -> "meeting " + i),
                    Select.after(LONG, () -> "late")));
    Party.until(() -> meeting.waitingReceivers() == 1 && one.waitingReceivers() == 1);
    assertThat(meeting.trySend(3)).isTrue();
    assertThat(waiting.end()).isEqualTo("meeting 3");
    assertThat(one.waitingReceivers()).isZero();
    assertThat(meeting.trySend(3)).isFalse();
    assertThat(one.trySend(4)).isTrue();
    assertThat(one.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("threads")
  void waitsForRoom(boolean virtual) throws Exception {
    one.trySend(1);
    Party<String> waiting =
        Party.of(
            virtual,
            () -> Select.any(one.onSend(2, () -> "sent"), meeting.onReceive(i -> "meeting " + i)));
    Party.until(() -> one.waitingSenders() == 1 && meeting.waitingReceivers() == 1);
    assertThat(one.tryReceive()).isEqualTo(1);
    assertThat(waiting.end()).isEqualTo("sent");
    assertThat(one.tryReceive()).isEqualTo(2);
    assertThat(meeting.waitingReceivers()).isZero();
  }

  @ParameterizedTest
  @MethodSource("threads")
  void aTimeOutLeavesNoTrace(boolean virtual) throws Exception {
    one.trySend(1);
    Party<String> waiting =
        Party.of(
            virtual,
            () ->
                Select.first(
                    one.onSend(2, () -> "sent"),
                    meeting.onReceive(_ -> "met"),
                    two.onReceive(_ -> "got"),
                    Select.after(SHORT, () -> "late")));
    assertThat(waiting.end()).isEqualTo("late");
    assertThat(one.waitingSenders()).isZero();
    assertThat(meeting.waitingReceivers() + two.waitingReceivers()).isZero();
    assertThat(one.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("threads")
  void anInterruptLeavesNoTrace(boolean virtual) throws Exception {
    Party<String> waiting =
        Party.of(
            virtual, () -> Select.first(meeting.onReceive(_ -> "met"), two.onReceive(_ -> "got")));
    Party.until(() -> two.waitingReceivers() == 1 && meeting.waitingReceivers() == 1);
    waiting.interrupt();
    assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    assertThat(meeting.trySend(1)).isFalse();
    assertThat(two.trySend(1)).isTrue();
    assertThat(two.size()).isEqualTo(1);
    assertThat(two.waitingReceivers()).isZero();
  }

  @Test
  void aChannelDoesNotMeetItself() throws Exception {
    assertThat(
            Select.<String>first(
                meeting.onSend(1, () -> "sent"),
                meeting.onReceive(_ -> "got"),
                Select.after(SHORT, () -> "nobody")))
        .isEqualTo("nobody");
    assertThat(meeting.waitingSenders() + meeting.waitingReceivers()).isZero();
  }

  @ParameterizedTest
  @MethodSource("threads")
  void choicesMeetEachOther(boolean virtual) throws Exception {
    Channel<Integer> other = Channel.rendezvous();
    int rounds = 300;
    List<Party<Integer>> parties = new ArrayList<>();
    for (int p = 0; p < 4; p++) {
      parties.add(
          Party.of(
              virtual,
              () -> {
                int sum = 0;
                for (int i = 0; i < rounds; i++) {
                  sum +=
                      Select.<Integer>any(
                          meeting.onSend(1, () -> 1),
                          other.onReceive(item -> -item),
                          meeting.onReceive(item -> -item),
                          other.onSend(1, () -> 1),
                          Select.after(
                              Duration.ofMillis(1), () -> 0)); // the last has nobody to meet
                }
                return sum;
              }));
    }
    int sum = 0;
    for (Party<Integer> party : parties) {
      sum += party.end();
    }
    assertThat(sum).isZero();
    assertThat(meeting.waitingSenders() + other.waitingSenders()).isZero();
    assertThat(meeting.waitingReceivers() + other.waitingReceivers()).isZero();
  }

  @ParameterizedTest
  @MethodSource("threads")
  void aClosedChannelCanBeChosen(boolean virtual) throws Exception {
    Exception cause = new Exception("gone");
    Party<String> waiting =
        Party.of(
            virtual, () -> Select.first(one.onReceive(_ -> "one"), meeting.onReceive(_ -> "met")));
    Party<String> handled =
        Party.of(
            virtual,
            () ->
                Select.first(
                    one.onReceive(_ -> "one"),
                    meeting.<String>onReceive(_ -> "met").ifClosed(e -> "closed " + e.getCause())));
    Party.until(() -> meeting.waitingReceivers() == 2);
    meeting.close(cause);
    assertThat(waiting.failure()).isInstanceOf(ChannelClosedException.class).hasCause(cause);
    assertThat(handled.end()).isEqualTo("closed java.lang.Exception: gone");
    assertThat(one.waitingReceivers()).isZero();
    assertThatThrownBy(() -> Select.first(meeting.onReceive())).hasCause(cause);
    assertThat(Select.<String>first(meeting.<String>onSend(1, () -> "sent").ifClosed(_ -> "shut")))
        .isEqualTo("shut");
  }

  @Test
  void aClosedChannelIsReceivedFromUntilItIsEmpty() throws Exception {
    two.trySend(1);
    two.trySend(2);
    two.close();
    Select.Clause<Integer> clause = two.onReceive().ifClosed(_ -> -1);
    assertThat(Select.<Integer>first(clause)).isEqualTo(1);
    assertThat(Select.<Integer>first(clause)).isEqualTo(2);
    assertThat(Select.<Integer>first(clause)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 100})
  void anItemGoesToOneChoiceOnly(int capacity) throws Exception {
    List<Channel<Integer>> channels = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      channels.add(capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity));
    }
    int items = 3_000;
    List<Party<Integer>> senders = new ArrayList<>();
    List<Party<Long>> receivers = new ArrayList<>();
    for (int p = 0; p < 3; p++) {
      Channel<Integer> own = channels.get(p);
      senders.add(
          Party.of(
              p % 2 == 0,
              () -> {
                for (int i = 1; i <= items; i++) {
                  own.send(i);
                }
                return items;
              }));
    }
    for (int p = 0; p < 3; p++) {
      receivers.add(
          Party.of(
              p % 2 == 0,
              () -> {
                long sum = 0;
                for (int i = 0; i < items; i++) {
                  sum +=
                      Select.<Integer>any(
                          channels.get(0).onReceive(),
                          channels.get(1).onReceive(),
                          channels.get(2).onReceive());
                }
                return sum;
              }));
    }
    long sum = 0;
    for (Party<Long> receiver : receivers) {
      sum += receiver.end();
    }
    for (Party<Integer> sender : senders) {
      sender.end();
    }
    assertThat(sum).isEqualTo(3L * items * (items + 1) / 2);
    for (Channel<Integer> channel : channels) {
      assertThat(channel.size() + channel.waitingReceivers() + channel.waitingSenders()).isZero();
    }
  }

  @Test
  void refusesWhatIsNotAllowed() {
    assertThatThrownBy(() -> Select.first())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clauses: number of clauses on channels is 0; allowed is 1 or more");
    assertThatThrownBy(() -> Select.first(Select.otherwise(() -> 1)))
        .hasMessage("clauses: number of clauses on channels is 0; allowed is 1 or more");
    assertThatThrownBy(
            () ->
                Select.<Integer>first(
                    one.onReceive(), Select.otherwise(() -> 1), Select.after(LONG, () -> 2)))
        .hasMessage("clauses: number of time-outs and defaults is 2 or more; allowed is 0 or 1");
    assertThatThrownBy(() -> Select.otherwise(() -> 1).ifClosed(_ -> 2))
        .hasMessage("ifClosed: clause is a time-out or default; allowed is a clause on a channel");
  }
}
