package dev.freshet.core.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations beside a sorted map of deadlines. */
class TimerWheelModelTest {
  private static final long MS = 1_000_000;

  /** Nodes are used again and again. */
  private static final int NODES = 400;

  private static final int OPERATIONS = 60_000;

  private final AtomicLong clock = new AtomicLong();
  private final List<Node> expired = new ArrayList<>();
  private final TreeMap<Long, Set<Node>> armed = new TreeMap<>();

  private int count;

  private final class Node extends Timed {
    long deadline;
    boolean isArmed;

    @Override
    protected void expired() {
      expired.add(this);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void expiresWhatTheMapSays(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long origin = seed % 2 == 0 ? Long.MAX_VALUE - random.nextLong(1L << 40) : random.nextLong();
    clock.set(origin);
    TimerWheel wheel = new TimerWheel(clock::get, 0, null);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(new Node());
    }
    for (int i = 0; i < OPERATIONS; i++) {
      Node node = nodes.get(random.nextInt(NODES));
      if (random.nextInt(4) == 0) {
        clock.addAndGet(spread(random, 38));
        turn(wheel, origin);
      } else if (node.isArmed) {
        assertThat(wheel.cancel(node)).isTrue();
        forget(node);
      } else {
        assertThat(wheel.cancel(node)).isFalse();
        node.deadline = clock.get() - origin + spread(random, 46) - spread(random, 30);
        node.isArmed = true;
        count++;
        armed.computeIfAbsent(node.deadline, _ -> new HashSet<>()).add(node);
        wheel.arm(node, origin + node.deadline);
      }
      assertThat(wheel.armed()).isEqualTo(count);
    }
  }

  /** From 0 to 2^bits nanoseconds, each magnitude as likely as the others. */
  private static long spread(SplittableRandom random, int bits) {
    return random.nextLong(1L << random.nextInt(1, bits + 1));
  }

  private void forget(Node node) {
    armed.computeIfPresent(
        node.deadline,
        (_, same) -> {
          same.remove(node);
          return same.isEmpty() ? null : same;
        });
    node.isArmed = false;
    count--;
  }

  private void turn(TimerWheel wheel, long origin) {
    long next = wheel.advance();
    long elapsed = clock.get() - origin;
    for (Node node : expired) {
      assertThat(node.isArmed).isTrue();
      assertThat(node.deadline).isLessThanOrEqualTo(elapsed);
      forget(node);
    }
    expired.clear();
    if (armed.isEmpty()) {
      assertThat(next).isEqualTo(Long.MAX_VALUE);
    } else {
      assertThat(armed.firstKey()).isGreaterThan(elapsed - elapsed % MS);
      assertThat(next).isGreaterThan(elapsed).isLessThan(armed.firstKey() + MS);
    }
  }
}
