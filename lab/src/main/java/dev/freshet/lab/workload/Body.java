package dev.freshet.lab.workload;

import java.util.List;
import java.util.Map;

/** What the tasks of one trial do. Called by all workers at once. */
interface Body extends AutoCloseable {
  /** Is told how many tasks are coming, before the first of them. */
  default void prepare(int tasks) {}

  /** Does the task of that number, from 0. */
  void run(int index) throws Exception;

  /** Does several at once, in the name of a subject that can join tasks. */
  default void runAll(List<Integer> indices) throws Exception {
    for (int index : indices) {
      run(index);
    }
  }

  /**
   * Checks what came out of the tasks since {@link #prepare}.
   *
   * @throws dev.freshet.lab.child.WrongResult if it is not what it should be
   */
  default void check() throws Exception {}

  /** Figures of this body only, by name with unit. */
  default Map<String, Double> figures() {
    return Map.of();
  }

  @Override
  default void close() {}
}
