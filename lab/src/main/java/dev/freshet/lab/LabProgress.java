package dev.freshet.lab;

import java.time.Duration;

/**
 * Hears how far a lab is. Called on the thread that runs it, and never two calls at once.
 *
 * <p>Example: {@code Lab.of(plan).run(new LabProgress() {})} runs in silence.
 */
public interface LabProgress {
  /**
   * The machine was listened to; nothing has run yet.
   *
   * @param noise how loud it is
   * @param isolation what keeps the runs apart from the rest of it
   */
  default void listened(Noise noise, Isolation isolation) {}

  /**
   * A run begins.
   *
   * @param cell what runs
   * @param round its round, from 1
   * @param rounds as many as will fit by what is known now
   * @param left about how long all will take from now on
   */
  default void running(CellKey cell, int round, int rounds, Duration left) {}

  /**
   * A run has ended.
   *
   * @param cell what ran
   * @param round how it went
   */
  default void ran(CellKey cell, Round round) {}
}
