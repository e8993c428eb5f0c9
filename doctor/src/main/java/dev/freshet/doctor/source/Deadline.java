package dev.freshet.doctor.source;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls into another process that may never answer: a JVM that is stopped, or stuck on its way to a
 * safepoint, accepts the call and then says nothing. The caller's thread is not risked.
 */
final class Deadline {
  private Deadline() {}

  /** An action without result. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  static void within(Duration limit, String what, Action action) throws Unavailable {
    call(
        limit,
        what,
        () -> {
          action.run();
          return true;
        });
  }

  static <T> T call(Duration limit, String what, Callable<T> action) throws Unavailable {
    FutureTask<T> task = new FutureTask<>(action);
    Thread.ofPlatform().daemon().name("freshet-doctor-call").start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      task.cancel(true);
      throw new Unavailable(
          what
              + ": no answer within "
              + limit.toMillis()
              + " ms; the JVM may be stopped or on its way to a safepoint");
    } catch (InterruptedException stopped) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new Unavailable(what + ": interrupted");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Unavailable reason) {
        throw reason;
      }
      throw new Unavailable(what + ": " + words(failed));
    }
  }

  private static String words(ExecutionException failed) {
    Throwable cause = failed.getCause() == null ? failed : failed.getCause();
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
