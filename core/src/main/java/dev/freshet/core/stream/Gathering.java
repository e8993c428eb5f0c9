package dev.freshet.core.stream;

import dev.freshet.core.TaskPool;
import java.util.stream.Gatherer;
import org.jspecify.annotations.Nullable;

/**
 * The state of one gatherer in one stream. Confined to the stream's thread, which may change
 * between two calls.
 */
final class Gathering<T extends @Nullable Object, R extends @Nullable Object> {
  private final Coordinator coordinator = new Coordinator(null);
  private final Stage stage;

  Gathering(TaskPool pool, Body body, StageOptions options) {
    this.stage = new Stage(coordinator, pool, options, body, false, System::nanoTime);
  }

  /** Takes an element and returns when there is room for one more; false when nobody wants it. */
  boolean integrate(T element, Gatherer.Downstream<? super R> downstream) {
    boolean goesOn = false;
    try {
      if (!coordinator.isCalledOff()) {
        stage.accept(element);
        goesOn = pump(downstream, false);
      }
      return goesOn;
    } finally {
      if (!goesOn) {
        coordinator.callOff();
      }
    }
  }

  /** Gives all results that are left, if anybody wants them. */
  void finish(Gatherer.Downstream<? super R> downstream) {
    try {
      if (!coordinator.isCalledOff() && !downstream.isRejecting()) {
        stage.end();
        pump(downstream, true);
      }
    } finally {
      coordinator.callOff(); // also after the last result: a spare task may not have left yet
    }
  }

  @SuppressWarnings("unchecked") // the stage's function answers this type
  private boolean pump(Gatherer.Downstream<? super R> downstream, boolean toTheEnd) {
    for (; ; ) {
      coordinator.land();
      stage.dispatch();
      while (stage.hasResult()) {
        if (!downstream.push((R) stage.take())) {
          return false;
        }
      }
      if (toTheEnd ? stage.isFinished() : stage.hasRoom() && !stage.isStuck()) {
        return true;
      }
      coordinator.await(Long.MAX_VALUE, stage.awaited());
    }
  }
}
