package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeerWaitTest {
  /**
   * As many virtual threads as carriers, or more, wait for one that is not mounted; some are
   * interrupted.
   */
  @Test
  void manyThatWaitLetTheOneTheyWaitForRun() throws Exception {
    for (int round = 0; round < 200; round++) {
      AtomicBoolean flag = new AtomicBoolean();
      AtomicInteger stillInterrupted = new AtomicInteger();
      CountDownLatch gate = new CountDownLatch(1);
      Thread peer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      gate.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    flag.set(true);
                  });
      int crowd = Runtime.getRuntime().availableProcessors() + round % 3;
      CountDownLatch spinning = new CountDownLatch(crowd);
      List<Thread> waiting = new ArrayList<>();
      for (int i = 0; i < crowd; i++) {
        boolean interrupted = i % 2 == 0;
        waiting.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      if (interrupted) {
                        Thread.currentThread().interrupt();
                      }
                      spinning.countDown();
                      for (int spins = 0; !flag.get(); ) {
                        spins = PeerWait.pause(spins);
                      }
                      if (Thread.currentThread().isInterrupted()) {
                        stillInterrupted.incrementAndGet();
                      }
                    }));
      }
      spinning.await();
      gate.countDown();
      peer.join();
      for (Thread thread : waiting) {
        thread.join();
      }
      assertThat(stillInterrupted).hasValue((crowd + 1) / 2);
    }
  }
}
