package dev.freshet.core.stream;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Several stages, each on a pool of its own, between a source and whoever takes the results; they
 * begin, fail and end as one.
 *
 * <pre>{@code
 * try (Pipeline<Receipt> receipts =
 *     Pipeline.from(files)
 *         .map(cpu, Order::parse)
 *         .map(web, this::price, StageOptions.of(64).unordered())
 *         .mapBatches(db, this::insert, StageOptions.of(4).batch(100).linger(Duration.ofMillis(20)))
 *         .deadline(Duration.ofMinutes(1))
 *         .open()) {
 *   receipts.forEachRemaining(this::send);
 * } // whatever happened: no task is left
 * }</pre>
 *
 * <p><b>The owner.</b> The thread that calls {@link #hasNext}, {@link #next} or {@link
 * #forEachRemaining} pulls the source, submits tasks, moves results from stage to stage, and takes
 * those of the last. There is no other thread but those of the pools. While the owner is elsewhere,
 * in its own code between two calls or in a source that does not answer, the tasks handed out go on
 * and everything else rests. If the source may block, pull it {@linkplain PipelineBuilder#pulledOn
 * on a pool}, so that results do not wait for it.
 *
 * <p><b>Back-pressure.</b> A stage takes elements only while it has room ({@link StageOptions}),
 * the source is pulled only while the first stage has. So a consumer that stops stops everything,
 * with at most {@code (parallelism + buffer) * batch} elements in each stage.
 *
 * <p><b>The end.</b> The first failure of a source, of a function in any stage, the deadline, an
 * interrupt of the owner while it waits, and {@link #close} end all stages: what has not started
 * never runs, what runs is interrupted and waited for, even if it ignores that. An unchecked
 * failure is thrown as it is; a checked one is the cause of a {@link CompletionException}, as is
 * the {@link java.util.concurrent.TimeoutException} of the deadline; an interrupt ends in a {@link
 * java.util.concurrent.CancellationException} and stays set. Failures that come later are not
 * reported. Pools are not closed.
 *
 * <p><b>Deadline.</b> It counts from {@code open}. Each task has what is left as its own deadline,
 * so one that runs is interrupted in time wherever the owner is, and the owner learns of it in its
 * present or next call. A pull on the owner's thread is not interrupted.
 *
 * <p>Full pools, and pipelines inside a task of one of their pools, are dealt with as in {@link
 * PoolGatherers}.
 *
 * <p><b>Thread safety and memory effects.</b> Confined to one thread at a time, as any iterator;
 * only {@link #figures} is for all threads. What happened before an element was given to the
 * pipeline happens before a stage works on it, that before the next stage, and the last before
 * {@code next} answers. An element costs O(stages).
 *
 * @param <R> the type of the results
 */
public final class Pipeline<R extends @Nullable Object> implements Iterator<R>, AutoCloseable {
  /*
   * One pass of the owner takes in what came back, moves results downstream, from the last stage to
   * the first so that each finds the room the one before it has just made, and hands batches to the
   * pools. Slots of the first stage that are free are filled before a result is given away: a pull
   * that takes a while is better spent with all tasks at work. When nothing moved and nothing can
   * be pulled, some batch is with a pool, or lingers, and the owner waits.
   *
   * It cannot wait for nothing: take the last stage that holds elements but no task, no result
   * and no batch refused by its pool. What it holds is an incomplete batch, so it has room, so the
   * stage before it holds no result; and so on up to the source, which can be pulled or has ended;
   * in that case the batch was completed.
   */

  private final Coordinator coordinator;
  private final @Nullable Source<?> source;
  private final List<Stage> stages;
  private final Stage first;
  private final Stage last;
  private boolean closed;

  Pipeline(PipelineBuilder<R> plan, LongSupplier clock) {
    Source<?> from = plan.source.get();
    this.coordinator = new Coordinator(plan.deadline);
    List<Stage> built = new ArrayList<>();
    if (plan.sourcePool != null) {
      Body pull = Body.pull(from, plan.sourceOptions.batch());
      built.add(new Stage(coordinator, plan.sourcePool, plan.sourceOptions, pull, true, clock));
    }
    for (PipelineBuilder.Step step : plan.steps) {
      built.add(new Stage(coordinator, step.pool(), step.options(), step.body(), false, clock));
    }
    this.source = plan.sourcePool == null ? from : null;
    this.stages = List.copyOf(built);
    this.first = stages.getFirst();
    this.last = stages.getLast();
  }

  /**
   * Begins a plan: elements of a collection or anything else that can be iterated.
   *
   * @param elements is asked for an iterator when the first element is wanted
   * @param <T> the type of the elements
   * @return the plan
   * @throws NullPointerException if the argument is null
   */
  public static <T extends @Nullable Object> PipelineBuilder<T> from(
      Iterable<? extends T> elements) {
    Objects.requireNonNull(elements, "elements");
    return new PipelineBuilder<>(() -> Source.of(elements));
  }

  /**
   * Begins a plan: what is left in an iterator.
   *
   * @param elements is asked for each element when there is room for it
   * @param <T> the type of the elements
   * @return the plan; only one pipeline can be opened with it
   * @throws NullPointerException if the argument is null
   */
  public static <T extends @Nullable Object> PipelineBuilder<T> from(
      Iterator<? extends T> elements) {
    Objects.requireNonNull(elements, "elements");
    return from(() -> new Remaining<>(elements));
  }

  /**
   * Begins a plan: what a call answers, again and again, until it answers null.
   *
   * @param pull is called when there is room for an element; its failure fails the pipeline
   * @param <T> the type of the elements
   * @return the plan
   * @throws NullPointerException if the argument is null
   */
  public static <T> PipelineBuilder<T> pulling(Callable<? extends @Nullable T> pull) {
    Source<T> source = Source.of(pull);
    return new PipelineBuilder<>(() -> source);
  }

  /**
   * Whether there is another result; waits for it.
   *
   * @return false when the source has ended and all results were taken
   * @throws RuntimeException or an Error: the failure, deadline or interrupt that ended the
   *     pipeline
   * @throws IllegalStateException if the pipeline was closed, or has failed before
   */
  @Override
  public boolean hasNext() {
    if (closed) {
      throw new IllegalStateException("pipeline: closed; open another one");
    }
    boolean healthy = false;
    try {
      boolean more = advance();
      healthy = true;
      return more;
    } finally {
      if (!healthy) {
        close();
      }
    }
  }

  /**
   * The next result; waits for it.
   *
   * @return the result
   * @throws NoSuchElementException if there is none
   * @throws RuntimeException or an Error: the failure, deadline or interrupt that ended the
   *     pipeline
   * @throws IllegalStateException if the pipeline was closed, or has failed before
   */
  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the last stage's function answers this type
  public R next() {
    if (!hasNext()) {
      throw new NoSuchElementException("pipeline: all results were taken");
    }
    R result = (R) last.take();
    last.noteBlocked(last.hasResult());
    return result;
  }

  /** Works until there is a result; false at the end. */
  private boolean advance() {
    for (; ; ) {
      coordinator.land();
      coordinator.requireTime(null);
      boolean moved = false;
      long linger = Long.MAX_VALUE;
      for (int i = stages.size() - 1; i >= 0; i--) {
        Stage stage = stages.get(i);
        moved |= i < stages.size() - 1 && moveOn(stage, stages.get(i + 1));
        moved |= stage.dispatch();
        linger = Math.min(linger, stage.lingerLeft());
      }
      boolean ready = last.hasResult();
      if (source != null && !first.hasEnded() && wantsElement(ready)) {
        pull(source);
      } else if (ready) {
        return true;
      } else if (last.isFinished()) {
        coordinator.callOff(); // a spare task may not have left yet
        return false;
      } else if (!moved) {
        last.noteBlocked(false);
        coordinator.await(Math.max(1, linger), stages.size() == 1 ? last.awaited() : null);
      }
    }
  }

  private boolean wantsElement(boolean ready) {
    return first.hasRoom() && (first.hasIdleSlot() || !ready);
  }

  private static boolean moveOn(Stage stage, Stage next) {
    boolean moved = false;
    boolean ready;
    while ((ready = stage.hasResult()) && next.hasRoom()) {
      next.accept(stage.take());
      moved = true;
    }
    stage.noteBlocked(ready);
    if (stage.isFinished() && !next.hasEnded()) {
      next.end();
      moved = true;
    }
    return moved;
  }

  private void pull(Source<?> from) {
    boolean more;
    try {
      more = from.advance(first::accept);
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      throw Coordinator.interrupted(e);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
    if (!more) {
      first.end();
    }
  }

  /**
   * The figures of all stages now, from the source on.
   *
   * @return an immutable snapshot; a source pulled on a pool is the first stage
   */
  public List<StageFigures> figures() {
    return stages.stream().map(Stage::figures).toList();
  }

  /**
   * Ends all stages: what has not started never runs, what runs is interrupted and waited for, even
   * if this thread is interrupted meanwhile, which it stays. Does nothing when all results were
   * taken, or a second time.
   */
  @Override
  public void close() {
    closed = true;
    coordinator.callOff();
    last.noteBlocked(false);
  }

  /** The figures of all stages. */
  @Override
  public String toString() {
    return "Pipeline" + figures();
  }

  /** An iterator that others cannot remove from. */
  private record Remaining<T extends @Nullable Object>(Iterator<? extends T> elements)
      implements Iterator<T> {
    @Override
    public boolean hasNext() {
      return elements.hasNext();
    }

    @Override
    public T next() {
      return elements.next();
    }
  }
}
