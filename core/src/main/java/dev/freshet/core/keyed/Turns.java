package dev.freshet.core.keyed;

import dev.freshet.core.Refusal;
import dev.freshet.core.TaskPool;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Where mailboxes get their turns. Safe for all threads. */
abstract sealed class Turns {
  static Turns of(Executor executor) {
    return executor instanceof TaskPool pool ? new OfPool(pool) : new OfExecutor(executor);
  }

  /**
   * Asks for the first turn of a mailbox as the executor's own rules are; may wait.
   *
   * @throws RuntimeException of the executor, which has refused
   */
  abstract void first(Mailbox<?> mailbox);

  /** The same without waiting, as far as the executor can; answers why it refused. */
  abstract @Nullable Refusal tryFirst(Mailbox<?> mailbox);

  /** Asks for one more turn, from inside one; false if it was refused. */
  abstract boolean again(Mailbox<?> mailbox);

  /** A pool of ours, which can answer instead of waiting or throwing. */
  private static final class OfPool extends Turns {
    private final TaskPool pool;

    OfPool(TaskPool pool) {
      this.pool = pool;
    }

    @Override
    void first(Mailbox<?> mailbox) {
      pool.execute(mailbox);
    }

    @Override
    @Nullable Refusal tryFirst(Mailbox<?> mailbox) {
      return pool.tryExecute(mailbox).orElse(null);
    }

    @Override
    boolean again(Mailbox<?> mailbox) {
      try {
        return pool.tryExecute(mailbox).isEmpty();
      } catch (Throwable _) {
        return false; // no thread or no memory: the turn that asks can go on
      }
    }
  }

  /** Anything else. */
  private static final class OfExecutor extends Turns {
    private final Executor executor;

    OfExecutor(Executor executor) {
      this.executor = executor;
    }

    @Override
    void first(Mailbox<?> mailbox) {
      executor.execute(mailbox);
    }

    @Override
    @Nullable Refusal tryFirst(Mailbox<?> mailbox) {
      try {
        executor.execute(mailbox);
        return null;
      } catch (RejectedExecutionException _) {
        return executor instanceof ExecutorService service && service.isShutdown()
            ? Refusal.SHUT_DOWN
            : Refusal.LANE_FULL;
      }
    }

    @Override
    boolean again(Mailbox<?> mailbox) {
      OnceMore turn = new OnceMore(mailbox);
      try {
        executor.execute(turn);
        return !turn.wasInline();
      } catch (Throwable _) {
        return false; // refused, no thread or no memory: the turn that asks can go on
      }
    }
  }

  /**
   * One more turn of an executor that may run it at once on the calling thread (caller runs,
   * direct): that would nest a turn in each turn of a hot key, until the stack is used up.
   */
  private static final class OnceMore implements Runnable {
    private final Mailbox<?> mailbox;
    private @Nullable Thread asking = Thread.currentThread();
    private boolean inline;

    OnceMore(Mailbox<?> mailbox) {
      this.mailbox = mailbox;
    }

    /** Whether it was run before {@code execute} returned; to be asked once, after that. */
    boolean wasInline() {
      asking = null;
      return inline;
    }

    @Override
    public void run() {
      if (Thread.currentThread().equals(asking)) {
        inline = true;
      } else {
        mailbox.run();
      }
    }
  }
}
