package dev.freshet.core.batch;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BatchFunction} answers: for each item, by its position, a result or a failure.
 *
 * <pre>{@code
 * BatchResults.inOrder(List.of(a, b, c));          // a result for each
 * BatchResults.byItem(skus, pricesBySku);          // those the map lacks fail
 * BatchResults.<Receipt>ofSize(3).set(0, a).fail(1, new SoldOut()).set(2, c);
 * }</pre>
 *
 * <p>Not safe for several threads at once. All methods are O(1), the first two factories O(items).
 *
 * @param <R> the type of the results
 */
public final class BatchResults<R> {
  /** The failure of one item; a type of its own, as a result may be a throwable. */
  record Failure(Throwable cause) {}

  private final @Nullable Object[] slots;

  private BatchResults(@Nullable Object[] slots) {
    this.slots = slots;
  }

  /**
   * The results in the order of the items.
   *
   * @param results copied; an element that is null stands for a result that is missing
   * @param <R> the type of the results
   * @return the results
   * @throws NullPointerException if the list is null
   */
  public static <R> BatchResults<R> inOrder(List<? extends @Nullable R> results) {
    return new BatchResults<>(Objects.requireNonNull(results, "results").toArray());
  }

  /**
   * The results by item. Items that are equal share a result.
   *
   * @param items the items the function was called with
   * @param results by item; what it holds for others is ignored, an item it lacks fails
   * @param <I> the type of the items
   * @param <R> the type of the results
   * @return the results
   * @throws NullPointerException if an argument is null
   */
  public static <I, R> BatchResults<R> byItem(
      List<? extends I> items, Map<? super I, ? extends R> results) {
    Objects.requireNonNull(results, "results");
    @Nullable Object[] slots = new Object[items.size()];
    int i = 0;
    for (I item : items) {
      slots[i++] = results.get(item);
    }
    return new BatchResults<>(slots);
  }

  /**
   * Results that are still to be set; an item for which neither {@link #set} nor {@link #fail} is
   * called fails.
   *
   * @param size how many items there are
   * @param <R> the type of the results
   * @return the results
   * @throws IllegalArgumentException if the size is negative
   */
  public static <R> BatchResults<R> ofSize(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("size: " + size + " is negative; allowed is 0 or more");
    }
    return new BatchResults<>(new Object[size]);
  }

  /**
   * Sets the result of an item, whatever was there before.
   *
   * @param position of the item, from 0
   * @param result not null
   * @return this
   * @throws IndexOutOfBoundsException if there is no such item
   * @throws NullPointerException if the result is null
   */
  public BatchResults<R> set(int position, R result) {
    slots[Objects.checkIndex(position, slots.length)] = Objects.requireNonNull(result, "result");
    return this;
  }

  /**
   * Fails an item, whatever was there before.
   *
   * @param position of the item, from 0
   * @param cause what its submitter will find as the cause
   * @return this
   * @throws IndexOutOfBoundsException if there is no such item
   * @throws NullPointerException if the cause is null
   */
  public BatchResults<R> fail(int position, Throwable cause) {
    slots[Objects.checkIndex(position, slots.length)] =
        new Failure(Objects.requireNonNull(cause, "cause"));
    return this;
  }

  /**
   * How many items these are results for.
   *
   * @return 0 or more
   */
  public int size() {
    return slots.length;
  }

  /** A result, a {@link Failure}, or null for neither. */
  @Nullable Object slot(int position) {
    return slots[position];
  }
}
