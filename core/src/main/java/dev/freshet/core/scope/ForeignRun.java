package dev.freshet.core.scope;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A fork on a pool that is not ours.
 *
 * <p>Not the future of that pool, because not all of them interrupt: what a {@link
 * java.util.concurrent.ForkJoinPool} answers to its own workers does not.
 */
final class ForeignRun extends FutureTask<@Nullable Object> {
  ForeignRun(Callable<@Nullable Object> fork) {
    super(fork);
  }

  /** Takes back an interrupt that was meant for the fork: the thread has other work to do. */
  @Override
  public void run() {
    super.run();
    if (isCancelled()) {
      Thread.interrupted(); // run has waited for whoever was about to interrupt
    }
  }
}
