package dev.freshet.core.scope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The forks of a scope in the order of forking.
 *
 * <p>The owner adds; all threads may look. An entry is written before the count that includes it,
 * and never changes; a larger array is a copy, written before the count as well.
 *
 * @param <T> what the forks return
 */
final class Roster<T extends @Nullable Object> {
  private static final int FIRST_LENGTH = 8;

  @SuppressWarnings({"unchecked", "rawtypes"}) // nobody sees the array
  private ForkTask<? extends T>[] forks = new ForkTask[FIRST_LENGTH];

  private volatile int count;

  int size() {
    return count;
  }

  void add(ForkTask<? extends T> fork) {
    int at = count;
    if (at == forks.length) {
      forks = Arrays.copyOf(forks, 2 * at);
    }
    forks[at] = fork;
    count = at + 1;
  }

  /** The last ones first: a worker that is interrupted would begin with the next. */
  void forEachBackwards(Consumer<? super ForkTask<? extends T>> action) {
    int size = count;
    ForkTask<? extends T>[] all = forks;
    for (int i = size - 1; i >= 0; i--) {
      action.accept(all[i]);
    }
  }

  ForkTask<? extends T> get(int index) {
    return forks[index];
  }

  /** What the forks that succeeded returned. */
  List<T> values() {
    int size = count;
    @Nullable Object[] values = new @Nullable Object[size];
    int found = 0;
    for (int i = 0; i < size; i++) {
      if (forks[i].hasSucceeded()) {
        values[found++] = forks[i].value();
      }
    }
    return asList(found == size ? values : Arrays.copyOf(values, found));
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // values of forks of this scope
  private static <T extends @Nullable Object> List<T> asList(@Nullable Object[] values) {
    return (List<T>) Collections.unmodifiableList(Arrays.asList(values));
  }

  List<Outcome<T>> outcomes() {
    List<Outcome<T>> outcomes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      outcomes.add(widened(forks[i].outcome()));
    }
    return Collections.unmodifiableList(outcomes);
  }

  @SuppressWarnings("unchecked") // an outcome is immutable
  private static <T extends @Nullable Object> Outcome<T> widened(Outcome<? extends T> outcome) {
    return (Outcome<T>) outcome;
  }

  List<Throwable> failures() {
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (forks[i].hasFailed()) {
        failures.add(forks[i].failure());
      }
    }
    return failures;
  }

  @Nullable ForkTask<? extends T> firstFailed() {
    for (int i = 0; i < count; i++) {
      if (forks[i].hasFailed()) {
        return forks[i];
      }
    }
    return null;
  }

  /** The names of those that ended neither with a value nor by a failure of their own. */
  List<String> unfinished() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (!forks[i].hasSucceeded() && !forks[i].hasFailed()) {
        names.add(forks[i].name());
      }
    }
    return names;
  }
}
