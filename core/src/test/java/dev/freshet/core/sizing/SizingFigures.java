package dev.freshet.core.sizing;

import dev.freshet.core.Sizing;

/** Prints the simulated figures that the documentation quotes; not a test. */
final class SizingFigures {
  private static final int RUNS = 100;

  private SizingFigures() {}

  public static void main(String[] args) {
    Sizing dual = Sizing.dualWindow(1, 10_000);
    Sizing thresholds = Sizing.thresholds(1, 10_000);
    RunTimes constant = RunTimes.constant(50e6);
    RunTimes exponential = RunTimes.exponential(50e6);
    line("dual window, ramp of 200 ms, constant 50 ms", dual, constant, 0.05, 0.2);
    line("dual window, ramp of 200 ms, exponential 50 ms", dual, exponential, 0.05, 0.2);
    line("dual window, step, constant 50 ms", dual, constant, 0.05, 0);
    line("dual window, step, exponential 50 ms", dual, exponential, 0.05, 0);
    line("dual window, ramp, exponential 10 ms", dual, RunTimes.exponential(10e6), 0.01, 0.2);
    line("dual window, ramp, exponential 200 ms", dual, RunTimes.exponential(200e6), 0.2, 0.2);
    line("thresholds, ramp, constant 50 ms", thresholds, constant, 0.05, 0.2);
    line("thresholds, ramp, exponential 50 ms", thresholds, exponential, 0.05, 0.2);
    System.out.println("dual window, p99 in ms: " + Contest.open(dual));
    System.out.println("dual window, tasks/s: " + Contest.closed(dual));
    System.out.println("thresholds, p99 in ms: " + Contest.open(thresholds));
    System.out.println("thresholds, tasks/s: " + Contest.closed(thresholds));
  }

  private static void line(
      String what, Sizing sizing, RunTimes runTimes, double mean, double ramp) {
    System.out.println(what + ": " + BurstFigures.of(sizing, runTimes, mean, ramp, RUNS));
  }
}
