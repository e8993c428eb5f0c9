package dev.freshet.market.sale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderIntakeTest {
  private static final Lane NOWHERE =
      new Lane() {
        @Override
        public void deliver(List<Ticket> decided) {}

        @Override
        public void settle() {}
      };

  private static final Ticket.Buyer NOBODY =
      new Ticket.Buyer() {
        @Override
        public Lane lane() {
          return NOWHERE;
        }

        @Override
        public void decided(Ticket ticket) {}
      };

  private static Ticket ticket(String key, int number) {
    return new Ticket(NOBODY, key, new OrderEntry("u", 1, number), number);
  }

  @Test
  void holdsExactlyItsCapacity() {
    OrderIntake intake = new OrderIntake(4);
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 4; i++) {
        assertThat(intake.offer(ticket("k" + i, i))).isTrue();
      }
      assertThat(intake.offer(ticket("over", 4))).isFalse();
      assertThat(intake.size()).isEqualTo(4);
      List<Ticket> taken = new ArrayList<>();
      assertThat(intake.take(taken, 3)).isTrue();
      assertThat(taken).extracting(Ticket::key).containsExactly("k0", "k1", "k2");
      assertThat(intake.offer(ticket("k4", 4))).isTrue();
      taken.clear();
      assertThat(intake.take(taken, 100)).isTrue();
      assertThat(taken).extracting(Ticket::key).containsExactly("k3", "k4");
    }
  }

  @Test
  void letsTheConsumerFinishAfterTheEnd() {
    OrderIntake intake = new OrderIntake(4);
    assertThat(intake.offer(ticket("a", 1))).isTrue();
    intake.close();
    assertThat(intake.offer(ticket("b", 2))).isFalse();
    List<Ticket> taken = new ArrayList<>();
    assertThat(intake.take(taken, 10)).isTrue();
    assertThat(taken).hasSize(1);
    assertThat(intake.take(taken, 10)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, -4})
  void wantsAPowerOfTwo(int capacity) {
    assertThatThrownBy(() -> new OrderIntake(capacity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + capacity + "'");
  }

  /** Small capacity, so that producers meet a full queue and the consumer an empty one, often. */
  @ParameterizedTest
  @ValueSource(ints = {2, 256})
  void losesNothingAndKeepsEachProducersOrder(int capacity) throws Exception {
    int producers = 3;
    int each = 250 * capacity;
    OrderIntake intake = new OrderIntake(capacity);
    AtomicInteger refused = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      String name = "p" + p;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      while (!intake.offer(ticket(name, i))) {
                        refused.incrementAndGet();
                        LockSupport.parkNanos(1);
                      }
                    }
                  }));
    }
    long[] next = new long[producers];
    List<Ticket> taken = new ArrayList<>();
    for (int got = 0; got < producers * each; ) {
      taken.clear();
      assertThat(intake.take(taken, 7)).isTrue();
      for (Ticket ticket : taken) {
        int producer = ticket.key().charAt(1) - '0';
        assertThat(ticket.timestamp()).isEqualTo(next[producer]++);
      }
      got += taken.size();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(next).containsOnly(each);
    assertThat(intake.size()).isZero();
  }
}
