package dev.freshet.core.engine;

import dev.freshet.core.WorkerLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The worker-local states of one pool: an array at each grant, in the order of the keys.
 *
 * <p>A state is opened by the worker that holds the grant. Whoever takes the array off a grant
 * closes what is in it, so each is closed once: the worker itself that gives a grant back for good,
 * the thread that lowers the limit for free grants, the thread that ends the pool for all.
 */
public final class WorkerStates {
  private final PoolEngine engine;
  private final List<WorkerLocal<?>> keys;

  /** Grants with an array, and arrays that are being opened or closed. */
  private final AtomicInteger opened = new AtomicInteger();

  WorkerStates(PoolEngine engine, List<WorkerLocal<?>> keys) {
    this.engine = engine;
    this.keys = keys;
  }

  /**
   * The state of the calling task.
   *
   * @param key which one
   * @param <T> its type
   * @return the state; null if the caller is no worker of this pool
   */
  public <T> @Nullable T get(WorkerLocal<T> key) {
    Grant grant = Grant.ofCurrentThread(engine);
    return grant == null ? null : get(grant, key);
  }

  @SuppressWarnings("unchecked") // the key's own opener made it
  private <T> T get(Grant grant, WorkerLocal<T> key) {
    @Nullable Object[] states = grant.states();
    if (states == null) {
      states = new Object[keys.size()];
      grant.states(states);
      opened.incrementAndGet();
    }
    int at = keys.indexOf(key);
    Object state = states[at];
    if (state == null) {
      state = open(key);
      states[at] = state;
    }
    return (T) state;
  }

  private static Object open(WorkerLocal<?> key) {
    try {
      return Objects.requireNonNull(key.opener().call(), "the opener returned null");
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("worker-local state: the opener failed", e);
    }
  }

  /** Opens all states of a grant that nobody holds, as far as the limit goes. */
  void openAll(Grant grant) {
    // Off the grant meanwhile: the thread that ends the pool takes a complete array or none.
    @Nullable Object[] states = grant.takeStates();
    if (states == null) {
      if (keys.isEmpty()) {
        return;
      }
      if (opened.getAndIncrement() >= engine.limit()) {
        countOut();
        return;
      }
      states = new Object[keys.size()];
    }
    try {
      for (int i = 0; i < states.length; i++) {
        if (states[i] == null) {
          states[i] = open(keys.get(i));
        }
      }
    } finally {
      grant.states(states);
      if (engine.ending().hasEnded()) {
        close(grant);
      }
    }
  }

  boolean anyOpen() {
    return opened.get() != 0;
  }

  private void countOut() {
    if (opened.decrementAndGet() == 0) {
      engine.ending().lookForStates();
    }
  }

  /** Closes the states of a grant that is not coming back soon. */
  void close(Grant grant) {
    @Nullable Object[] states = grant.takeStates();
    if (states == null) {
      return;
    }
    for (int i = states.length - 1; i >= 0; i--) {
      Object state = states[i];
      if (state != null) {
        close(keys.get(i), state);
      }
    }
    countOut();
  }

  @SuppressWarnings("unchecked") // the key's own opener made it
  private void close(WorkerLocal<?> key, Object state) {
    try {
      ((Consumer<Object>) key.closer()).accept(state);
    } catch (Throwable t) {
      engine.report(new Closing(key), t);
    }
  }

  /**
   * Closes states of free grants until no more are open than the limit allows, those first that
   * would be used last.
   */
  void trim() {
    if (opened.get() <= engine.limit()) {
      return;
    }
    List<Grant> free = new ArrayList<>();
    for (Grant grant = engine.grants().acquireFree();
        grant != null;
        grant = engine.grants().acquireFree()) {
      free.add(grant);
    }
    for (Grant grant : free.reversed()) {
      if (opened.get() > engine.limit()) {
        close(grant);
      }
      engine.grants().putBack(grant);
    }
  }

  void closeAll() {
    engine.grants().forEach(this::close);
  }

  /** What the failure handler is told of when a closer failed. */
  private record Closing(WorkerLocal<?> key) implements PoolEngine.Stand {
    @Override
    public void run() {
      // Nothing to run: the state is gone.
    }
  }
}
