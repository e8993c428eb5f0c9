package dev.freshet.core.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaitRoomTest {
  @Test
  void keepsBothQueuesInOrder() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      WaitRoom room = new WaitRoom();
      List<List<Waiter>> model = List.of(new ArrayList<>(), new ArrayList<>());
      for (int step = 0; step < 200; step++) {
        boolean isSender = random.nextBoolean();
        List<Waiter> queue = model.get(isSender ? 0 : 1);
        switch (random.nextInt(4)) {
          case 0, 1 -> {
            Waiter waiter = Waiter.of(step, false);
            room.add(waiter, isSender);
            queue.add(waiter);
          }
          case 2 -> {
            if (!queue.isEmpty()) {
              Waiter any = queue.remove(random.nextInt(queue.size()));
              assertThat(room.remove(any, isSender)).isTrue();
              assertThat(room.remove(any, isSender)).isFalse();
            }
          }
          default ->
              assertThat(room.take(isSender))
                  .isSameAs(queue.isEmpty() ? null : queue.removeFirst());
        }
        assertThat(room.senders()).isEqualTo(model.get(0).size());
        assertThat(room.receivers()).isEqualTo(model.get(1).size());
      }
    }
  }

  @Test
  void passesOverChoicesThatWereMetElsewhere() {
    WaitRoom room = new WaitRoom();
    Waiter choice = Waiter.of(null, false);
    Waiter here = choice.clause(null);
    Waiter there = choice.clause(null);
    Waiter behind = Waiter.of(null, false);
    room.add(here, false);
    room.add(behind, false);
    assertThat(there.claim()).isTrue();
    there.unclaim();
    assertThat(there.claim()).isTrue();
    there.settle(Waiter.DONE);
    assertThat(choice.chosen).isSameAs(there);
    assertThat(room.take(false)).isSameAs(behind);
    assertThat(room.receivers()).isZero();
  }
}
