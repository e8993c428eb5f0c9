package dev.freshet.lab.subject;

import java.util.List;

/** A task that can be done together with others of its kind at the price of one. */
public interface BatchTask extends Runnable {
  /**
   * Does them all.
   *
   * @param batch tasks of the same class as this one, which is among them
   */
  void runAll(List<? extends Runnable> batch);
}
