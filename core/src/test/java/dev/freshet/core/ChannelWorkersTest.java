package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receivers of a channel stay, but none keeps its carrier for ever. */
@Timeout(60)
class ChannelWorkersTest {
  @Test
  void aWorkerThatHasNoPauseGivesItsPlaceToAFreshThread() throws Exception {
    TaskPool pool = TaskPool.builder().limit(1).workers(Workers.channel()).build();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger tooMany = new AtomicInteger();
    pool.execute(
        new Runnable() {
          @Override
          public void run() {
            if (atOnce.incrementAndGet() > 1) {
              tooMany.incrementAndGet();
            }
            threads.add(Thread.currentThread());
            if (threads.size() < 5) {
              pool.execute(this);
            }
            atOnce.decrementAndGet();
          }
        });
    assertThat(pool.awaitIdle(Duration.ofSeconds(60))).isTrue();
    assertThat(threads).hasSize(5);
    assertThat(pool.snapshot().threadsAlive()).isEqualTo(1);
    assertThat(Balance.close(pool).threadsStarted()).isEqualTo(5);
    assertThat(tooMany).hasValue(0);
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(30))).as("%s has ended", thread).isTrue();
    }
  }
}
