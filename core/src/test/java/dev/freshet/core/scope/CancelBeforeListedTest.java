package dev.freshet.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A fork that cancels its scope is not interrupted for it, even if it does so before its owner has
 * listed it: the owner, who ends what he lists too late, spares it as well.
 */
@Timeout(60)
final class CancelBeforeListedTest {
  @Test
  void theForkThatCancelsIsSparedByTheOwnerToo() {
    CountDownLatch cancelled = new CountDownLatch(1);
    CountDownLatch listed = new CountDownLatch(1);
    // Comes back to the owner only when the fork has cancelled.
    Executor slow =
        task -> {
          Thread.ofVirtual().start(task);
          awaitWhateverComes(cancelled);
        };
    Fork<Boolean> fork;
    try (Scope<Boolean> scope = Scope.open(slow, Policy.FAIL_FAST, ScopeOptions.none())) {
      fork =
          scope.fork(
              () -> {
                scope.cancel(new IllegalStateException("enough"));
                cancelled.countDown();
                listed.await(); // an interrupt would end this wait
                return true;
              });
      listed.countDown();
      assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(scope::join);
    }
    assertThat(fork.get()).isTrue();
  }

  /** The owner is interrupted inside of the pool when the scope ends; he waits all the same. */
  private static void awaitWhateverComes(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
