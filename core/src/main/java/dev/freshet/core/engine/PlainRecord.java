package dev.freshet.core.engine;

import dev.freshet.core.TaskOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A record of a task given to {@code execute} with options: nobody holds its handle, so its failure
 * goes to the pool's failure handler.
 */
final class PlainRecord extends OptionRecord<@Nullable Object> implements Given {
  private final Runnable given;

  /**
   * A record.
   *
   * @param given what the caller gave
   * @param body what runs: that, perhaps inside a context
   */
  PlainRecord(
      PoolEngine engine, Runnable given, Callable<@Nullable Object> body, TaskOptions options) {
    super(engine, body, options, null);
    this.given = given;
  }

  @Override
  public Object given() {
    return given;
  }

  /** A task that the pool gave away or back is the plain Runnable again. */
  @Override
  void released() {
    unwatch();
  }

  @Override
  void watch() {
    if (state != RELEASED) {
      super.watch();
    }
  }

  @Override
  void ended(boolean counted, boolean byTimer) {
    super.ended(counted, byTimer);
    if (counted && state() == State.FAILED) {
      Throwable failure = exceptionNow();
      if (byTimer) {
        engine().courier().send(() -> engine().report(given, failure));
      } else {
        engine().report(given, failure);
      }
    }
  }
}
