package dev.freshet.core.stream;

import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a {@link Pipeline}: a source and what happens to its elements, stage by stage.
 *
 * <pre>{@code
 * PipelineBuilder<Price> plan = Pipeline.from(skus).map(web, this::fetch, StageOptions.of(64));
 * try (Pipeline<Price> prices = plan.open()) {
 *   prices.forEachRemaining(this::show);
 * }
 * }</pre>
 *
 * <p>Immutable: each method answers a new plan. Obtained from {@link Pipeline#from(Iterable)} and
 * its siblings.
 *
 * @param <T> the type of what comes out of the last stage so far
 */
public final class PipelineBuilder<T extends @Nullable Object> {
  /** One stage. */
  record Step(TaskPool pool, Body body, StageOptions options) {}

  /** A source for each pipeline. */
  final Supplier<Source<?>> source;

  final @Nullable TaskPool sourcePool;
  final StageOptions sourceOptions;
  final List<Step> steps;
  final @Nullable Duration deadline;

  PipelineBuilder(Supplier<Source<?>> source) {
    this(source, null, StageOptions.defaults(), List.of(), null);
  }

  private PipelineBuilder(
      Supplier<Source<?>> source,
      @Nullable TaskPool sourcePool,
      StageOptions sourceOptions,
      List<Step> steps,
      @Nullable Duration deadline) {
    this.source = source;
    this.sourcePool = sourcePool;
    this.sourceOptions = sourceOptions;
    this.steps = steps;
    this.deadline = deadline;
  }

  /**
   * The same with the source pulled by tasks of a pool, one at a time, instead of by the owner: for
   * sources that may block, or are slow. It becomes a stage of its own.
   *
   * @param pool pulls the source
   * @param options the batch says how many elements one task pulls, which go on together; the
   *     buffer how many batches it reads ahead; order and parallelism do not matter
   * @return the changed plan
   * @throws NullPointerException if an argument is null
   */
  public PipelineBuilder<T> pulledOn(TaskPool pool, StageOptions options) {
    return new PipelineBuilder<>(
        source,
        Objects.requireNonNull(pool, "pool"),
        Objects.requireNonNull(options, "options").parallelism(1),
        steps,
        deadline);
  }

  /**
   * Adds a stage with one result for each element, ordered, with two tasks for each processor.
   *
   * @param pool runs the function
   * @param function is called for each element
   * @param <R> the type of the results
   * @return the changed plan
   * @throws NullPointerException if an argument is null
   */
  public <R extends @Nullable Object> PipelineBuilder<R> map(
      TaskPool pool, ThrowingFunction<? super T, ? extends R> function) {
    return map(pool, function, StageOptions.defaults());
  }

  /**
   * Adds a stage with one result for each element.
   *
   * @param pool runs the function
   * @param function is called for each element; those of a batch one after the other, in one task
   * @param options parallelism, order and so on
   * @param <R> the type of the results
   * @return the changed plan
   * @throws NullPointerException if an argument is null
   */
  public <R extends @Nullable Object> PipelineBuilder<R> map(
      TaskPool pool, ThrowingFunction<? super T, ? extends R> function, StageOptions options) {
    return with(pool, Body.each(function), options);
  }

  /**
   * Adds a stage with any number of results for a batch of elements.
   *
   * @param pool runs the function
   * @param function is called with the elements of each batch; the list is its own, and shorter
   *     than the batch at the end or after a linger
   * @param options the size of batches, linger, parallelism and so on
   * @param <R> the type of the results
   * @return the changed plan
   * @throws NullPointerException if an argument is null
   */
  public <R extends @Nullable Object> PipelineBuilder<R> mapBatches(
      TaskPool pool,
      ThrowingFunction<? super List<T>, ? extends Collection<? extends R>> function,
      StageOptions options) {
    return with(pool, Body.whole(function), options);
  }

  private <R extends @Nullable Object> PipelineBuilder<R> with(
      TaskPool pool, Body body, StageOptions options) {
    List<Step> longer = new ArrayList<>(steps);
    longer.add(
        new Step(
            Objects.requireNonNull(pool, "pool"),
            body,
            Objects.requireNonNull(options, "options")));
    return new PipelineBuilder<>(source, sourcePool, sourceOptions, List.copyOf(longer), deadline);
  }

  /**
   * The same with a deadline.
   *
   * @param afterOpening when everything must have ended; positive
   * @return the changed plan
   * @throws IllegalArgumentException if it is not positive
   */
  public PipelineBuilder<T> deadline(Duration afterOpening) {
    if (!afterOpening.isPositive()) {
      throw new IllegalArgumentException(
          "deadline: " + afterOpening + " is not positive; allowed is more than zero");
    }
    return new PipelineBuilder<>(source, sourcePool, sourceOptions, steps, afterOpening);
  }

  /**
   * Opens a pipeline. Nothing is pulled and no task runs before its first result is asked for.
   *
   * @return the pipeline
   * @throws IllegalArgumentException if there is no stage
   */
  public Pipeline<T> open() {
    return open(System::nanoTime);
  }

  /**
   * The same with another clock.
   *
   * @param clock nanoseconds, for lingers and figures
   */
  Pipeline<T> open(LongSupplier clock) {
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("stages: 0 is too few; allowed is 1 or more, see map");
    }
    return new Pipeline<>(this, clock);
  }
}
