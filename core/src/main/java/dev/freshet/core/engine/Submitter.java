package dev.freshet.core.engine;

import dev.freshet.core.BulkRejectedException;
import dev.freshet.core.Refusal;
import dev.freshet.core.Submission;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskOptions;
import dev.freshet.core.TaskPoolConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Turns what callers give to a pool into items, has them admitted, and says what became of that.
 *
 * <p>Safe for all threads.
 */
public final class Submitter {
  /*
   * What kind of item
   * -----------------
   *   execute(task)                 the Runnable itself (PoolEngine.executePlain)
   *   execute(task, options)        a PlainRecord: ranked, watched, without a handle
   *   submit(task)                  a TaskRecord of 32 or 40 bytes
   *   submit(task, options)         an OptionRecord; all records of a pool that keeps call sites
   * In a pool that carries contexts, what runs is the body inside what was captured here, on the
   * submitting thread, before the pool decides: a capture that throws leaves nothing behind.
   *
   * Bulk
   * ----
   * All items are claimed in the lane by one step, and one look at the admission word wakes one
   * worker; the chain of searchers (PoolEngine) starts as many more as are wanted. What the lane
   * had no place for goes item by item to the overflow policy, and after each that was admitted the
   * lane is asked again for all of the rest. So the items of a call enter in their order, others
   * may come between two batches, and a bulk call is never worse off than single ones.
   */

  private final PoolEngine engine;
  private final FullLane fullLane;
  private final @Nullable Contexts contexts;
  private final boolean callSites;
  private final Map<Refusal, Optional<Refusal>> refusals = new EnumMap<>(Refusal.class);

  /**
   * A submitter for one pool.
   *
   * @param engine the pool
   * @param config its configuration
   */
  public Submitter(PoolEngine engine, TaskPoolConfig config) {
    this.engine = engine;
    this.fullLane = engine.fullLane();
    this.contexts = engine.contexts();
    this.callSites = config.callSites();
    for (Refusal refusal : Refusal.values()) {
      refusals.put(refusal, Optional.of(refusal));
    }
  }

  /* --- with the overflow policy --- */

  /**
   * Admits a task with a handle.
   *
   * @param body what runs
   * @param <V> the result type
   * @return the handle
   */
  public <V extends @Nullable Object> TaskHandle<V> submit(Callable<V> body) {
    TaskRecord<V> record =
        callSites
            ? new OptionRecord<>(engine, carry(body), TaskOptions.none(), new CallSite())
            : TaskRecord.of(engine, carry(body));
    engine.execute(record.entrust());
    return record;
  }

  /**
   * Admits a task with a handle and a fixed result.
   *
   * @param body what runs
   * @param result what the handle answers
   * @param <V> the result type
   * @return the handle
   */
  public <V extends @Nullable Object> TaskHandle<V> submitFixed(Runnable body, V result) {
    if (callSites || contexts != null) {
      return submit(new Fixed<>(body, result));
    }
    TaskRecord<V> record = TaskRecord.of(engine, body, result);
    engine.execute(record.entrust());
    return record;
  }

  /**
   * Admits a task with a handle and options.
   *
   * @param body what runs
   * @param options the options
   * @param <V> the result type
   * @return the handle
   */
  public <V extends @Nullable Object> TaskHandle<V> submit(Callable<V> body, TaskOptions options) {
    TaskRecord<V> record = record(body, options);
    engine.execute(record.entrust());
    record.watch();
    return record;
  }

  /**
   * The Callable that a Runnable stands for.
   *
   * @param body what runs
   * @return answers null
   */
  public static Callable<@Nullable Object> callable(Runnable body) {
    return new Fixed<>(body, null);
  }

  /**
   * Admits a task with options and no handle.
   *
   * @param body what runs
   * @param options the options
   */
  public void execute(Runnable body, TaskOptions options) {
    if (options.equals(TaskOptions.none())) {
      engine.executePlain(body);
      return;
    }
    PlainRecord record =
        new PlainRecord(engine, body, this.<@Nullable Object>carry(callable(body)), options);
    engine.execute(record.entrust());
    record.watch();
  }

  /* --- without --- */

  /**
   * Admits an argument for the pool's handler if there is room now.
   *
   * @param argument what the handler is called with
   * @return empty if it was admitted
   */
  public Optional<Refusal> tryCall(Object argument) {
    return tryItem(PoolEngine.asArgument(argument));
  }

  /**
   * Admits a task without a handle if there is room now.
   *
   * @param body what runs
   * @return empty if it was admitted
   */
  public Optional<Refusal> tryExecute(Runnable body) {
    return tryItem(engine.wrap(body));
  }

  private Optional<Refusal> tryItem(Object item) {
    if (engine.admit(item)) {
      return Optional.empty();
    }
    Refusal why = fullLane.tryPlace(item);
    if (why == null) {
      return Optional.empty();
    }
    fullLane.countRefused(item, why);
    return refusals.getOrDefault(why, Optional.of(why));
  }

  /**
   * Admits a task with a handle and options if there is room now.
   *
   * @param body what runs
   * @param options the options
   * @param <V> the result type
   * @return the handle or the reason
   */
  public <V extends @Nullable Object> Submission<V> trySubmit(
      Callable<V> body, TaskOptions options) {
    TaskRecord<V> record = record(body, options);
    return answer(record, engine.admit(record.entrust()) ? null : fullLane.tryPlace(record));
  }

  /**
   * The same after a wait for room, if need be.
   *
   * @param body what runs
   * @param options the options
   * @param patience nanoseconds, or {@link Long#MAX_VALUE}
   * @param <V> the result type
   * @return the handle or the reason
   * @throws InterruptedException if interrupted while it waits
   */
  public <V extends @Nullable Object> Submission<V> trySubmit(
      Callable<V> body, TaskOptions options, long patience) throws InterruptedException {
    TaskRecord<V> record = record(body, options);
    Refusal why = engine.admit(record.entrust()) ? null : fullLane.tryPlace(record, patience);
    Submission<V> answer = answer(record, why);
    if (why == Refusal.INTERRUPTED) {
      Thread.interrupted();
      throw new InterruptedException(why.text());
    }
    return answer;
  }

  private <V extends @Nullable Object> Submission<V> answer(
      TaskRecord<V> record, @Nullable Refusal why) {
    if (why == null) {
      record.watch();
      return new Submission.Accepted<>(record);
    }
    record.release();
    fullLane.countRefused(record, why);
    return new Submission.Refused<>(why);
  }

  /* --- bulk --- */

  /**
   * Admits all arguments for the pool's handler.
   *
   * @param arguments what the handler is called with
   */
  public void callAll(Collection<?> arguments) {
    Object[] items = arguments.toArray();
    for (Object argument : items) {
      Objects.requireNonNull(argument, "argument");
    }
    for (int i = 0; i < items.length; i++) {
      items[i] = PoolEngine.asArgument(items[i]);
    }
    admitAll(items, List.of());
  }

  /**
   * Admits all tasks, without handles.
   *
   * @param bodies what runs
   */
  public void executeAll(Collection<? extends Runnable> bodies) {
    Object[] given = bodies.toArray();
    for (Object body : given) {
      Objects.requireNonNull(body, "task");
    }
    Object[] items = new Object[given.length];
    for (int i = 0; i < items.length; i++) {
      items[i] = engine.wrap((Runnable) given[i]);
    }
    admitAll(items, List.of());
  }

  /**
   * Admits all tasks.
   *
   * @param bodies what runs
   * @param <V> the result type
   * @return the handles, in the order of the tasks
   */
  public <V extends @Nullable Object> List<TaskHandle<V>> submitAll(
      Collection<? extends Callable<V>> bodies) {
    List<Callable<V>> given = new ArrayList<>(bodies.size());
    for (Callable<V> body : bodies) {
      given.add(Objects.requireNonNull(body, "task"));
    }
    @Nullable CallSite site = callSites ? new CallSite() : null;
    List<TaskHandle<V>> handles = new ArrayList<>(given.size());
    Object[] items = new Object[given.size()];
    for (int i = 0; i < items.length; i++) {
      Callable<V> body = carry(given.get(i));
      TaskRecord<V> record =
          site == null
              ? TaskRecord.of(engine, body)
              : new OptionRecord<>(engine, body, TaskOptions.none(), site);
      items[i] = record.entrust();
      handles.add(record);
    }
    admitAll(items, handles);
    return handles;
  }

  private void admitAll(Object[] items, List<? extends TaskHandle<?>> handles) {
    int at = 0;
    while (at < items.length) {
      at += engine.admitAll(items, at, items.length);
      if (at < items.length) {
        Refusal why = fullLane.place(items[at]);
        if (why != null) {
          throw refusal(items, at, handles, why);
        }
        at++;
      }
    }
  }

  private BulkRejectedException refusal(
      Object[] items, int accepted, List<? extends TaskHandle<?>> handles, Refusal why) {
    int all = items.length;
    for (int i = accepted; i < all; i++) {
      fullLane.countRefused(items[i], why);
    }
    return new BulkRejectedException(
        fullLane.message((all - accepted) + " of " + all + " tasks", why),
        why,
        accepted,
        handles.isEmpty() ? handles : handles.subList(0, accepted));
  }

  /* --- records --- */

  private <V extends @Nullable Object> TaskRecord<V> record(Callable<V> body, TaskOptions options) {
    Objects.requireNonNull(options, "options");
    if (!callSites && options.equals(TaskOptions.none())) {
      return TaskRecord.of(engine, carry(body));
    }
    return new OptionRecord<>(engine, carry(body), options, callSites ? new CallSite() : null);
  }

  private <V extends @Nullable Object> Callable<V> carry(Callable<V> body) {
    return contexts == null ? body : contexts.carry(body);
  }
}
