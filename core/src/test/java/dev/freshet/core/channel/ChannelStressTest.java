package dev.freshet.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Exact counting while senders and receivers are interrupted, run out of time and choose: an item
 * is received once if its sender was told that it was sent, and never otherwise.
 */
@Timeout(3600)
class ChannelStressTest {
  private static final Duration BRIEF = Duration.ofNanos(300_000);
  private static final Duration PATIENT = Duration.ofMillis(20);
  private static final int SENDERS = 3;
  private static final int RECEIVERS = 3;

  @ParameterizedTest
  @CsvSource({
    "0,true",
    "0,false",
    "1,true",
    "1,false",
    "16,true",
    "16,false",
    "100,true",
    "100,false"
  })
  void losesAndDoublesNothing(int capacity, boolean virtual) throws Exception {
    new Run(capacity, virtual, 6_000).run();
  }

  /** The long run: a tenth of it for each capacity, more for the rendezvous. */
  @Test
  @Tag("deep")
  void soak() throws Exception {
    long items = Long.getLong("freshet.soak", 1_000_000_000L) / 100; // most of them wait
    for (long done = 0; done < items; done += 8 * 30_000) {
      for (int capacity : new int[] {0, 1, 16, 100}) {
        new Run(capacity, true, 30_000).run();
        new Run(capacity, false, 30_000).run();
      }
    }
  }

  /** Two channels, threads that use both, and somebody who interrupts them. */
  private static final class Run {
    private final boolean virtual;
    private final int items;
    private final Channel<Integer> one;
    private final Channel<Integer> two;

    /** What a sender was told: 1 if the item was sent. */
    private final AtomicIntegerArray sent;

    /** How often an item was received. */
    private final AtomicIntegerArray received;

    Run(int capacity, boolean virtual, int items) {
      this.virtual = virtual;
      this.items = items;
      this.one = capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity);
      this.two = capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity);
      this.sent = new AtomicIntegerArray(items);
      this.received = new AtomicIntegerArray(items);
    }

    void run() throws Exception {
      List<Party<Integer>> senders = new ArrayList<>();
      List<Party<Integer>> receivers = new ArrayList<>();
      for (int s = 0; s < SENDERS; s++) {
        int first = s;
        senders.add(Party.of(virtual, () -> send(first)));
      }
      for (int r = 0; r < RECEIVERS; r++) {
        int seed = r;
        receivers.add(Party.of(virtual, () -> receive(seed)));
      }
      AtomicBoolean over = new AtomicBoolean();
      Party<Integer> disturber =
          Party.of(
              false,
              () -> {
                int interrupts = 0;
                Channel<Integer> never = Channel.rendezvous();
                while (!over.get()) {
                  senders.get(interrupts % SENDERS).interrupt();
                  receivers.get(interrupts % RECEIVERS).interrupt();
                  interrupts++;
                  never.receive(BRIEF);
                }
                return interrupts;
              });
      for (Party<Integer> sender : senders) {
        sender.end();
      }
      one.close();
      two.close();
      for (Party<Integer> receiver : receivers) {
        receiver.end();
      }
      over.set(true);
      disturber.end();
      for (int i = 0; i < items; i++) {
        if (sent.get(i) != received.get(i)) {
          throw new AssertionError(
              "item %d: sent %d times, received %d times"
                  .formatted(i, sent.get(i), received.get(i)));
        }
      }
      for (Channel<Integer> channel : List.of(one, two)) {
        assertThat(channel.size() + channel.waitingSenders() + channel.waitingReceivers()).isZero();
      }
    }

    private int send(int first) {
      Random random = new Random(first);
      int count = 0;
      for (int item = first; item < items; item += SENDERS) {
        if (wasSent(random.nextInt(7), item)) {
          sent.set(item, 1);
          count++;
        }
      }
      return count;
    }

    private boolean wasSent(int way, int item) {
      try {
        switch (way) {
          case 0 -> {
            return one.trySend(item);
          }
          case 1 -> one.send(item);
          case 2 -> {
            return two.send(item, BRIEF);
          }
          case 3 -> {
            return one.send(item, PATIENT);
          }
          case 4 -> {
            return Select.<Boolean>any(one.onSend(item, () -> true), two.onSend(item, () -> true));
          }
          case 5 -> {
            return Select.<Boolean>first(
                two.onSend(item, () -> true),
                one.onSend(item, () -> true),
                Select.after(BRIEF, () -> false));
          }
          default -> two.send(item);
        }
        return true;
      } catch (InterruptedException e) {
        return false;
      }
    }

    private int receive(int seed) {
      Random random = new Random(seed);
      List<Integer> batch = new ArrayList<>();
      int count = 0;
      while (!one.isFinished() || !two.isFinished()) {
        try {
          receive(random.nextInt(7), batch);
        } catch (InterruptedException e) {
          assertThat(batch).isEmpty();
        }
        for (int item : batch) {
          received.incrementAndGet(item);
          count++;
        }
        batch.clear();
      }
      return count;
    }

    private void receive(int way, List<Integer> batch) throws InterruptedException {
      switch (way) {
        case 0 -> add(batch, one.tryReceive());
        case 1 -> add(batch, orNull(one, BRIEF));
        case 2 -> add(batch, orNull(two, PATIENT));
        case 3 -> {
          if (!one.isFinished()) {
            try {
              one.receiveBatch(batch, 5, BRIEF);
            } catch (ChannelClosedException e) {
              assertThat(one.isFinished()).isTrue();
            }
          }
        }
        case 4 ->
            add(
                batch,
                Select.<Integer>any(
                    one.onReceive().ifClosed(_ -> -1),
                    two.onReceive().ifClosed(_ -> -1),
                    Select.after(PATIENT, () -> -1)));
        case 5 ->
            add(
                batch,
                Select.<Integer>first(
                    two.onReceive().ifClosed(_ -> -1),
                    one.onReceive().ifClosed(_ -> -1),
                    Select.after(BRIEF, () -> -1)));
        default -> add(batch, two.tryReceive());
      }
    }

    private static @Nullable Integer orNull(Channel<Integer> channel, Duration timeout)
        throws InterruptedException {
      try {
        return channel.receive(timeout);
      } catch (ChannelClosedException e) {
        return null;
      }
    }

    private static void add(List<Integer> batch, @Nullable Integer item) {
      if (item != null && item >= 0) {
        batch.add(item);
      }
    }
  }
}
