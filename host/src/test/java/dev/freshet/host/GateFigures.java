package dev.freshet.host;

import java.util.Locale;

/**
 * Prints what the gate and the clock anchor reach on this machine. Not a test: run it by hand, as
 * the module's README says.
 */
final class GateFigures {
  private GateFigures() {}

  public static void main(String... arguments) {
    for (int i = 0; i < 3; i++) {
      Gate gate = Gate.calibrate();
      print("park overshoot", gate.parkOvershoot());
      System.out.printf(
          Locale.ROOT, "%-16s %.0f us%n", "spin window", gate.spinWindowNanos() / 1e3);
      print("gate error", gate.rehearse(1000));
      System.out.printf(
          Locale.ROOT, "%-16s %d ns%n", "anchor error", ClockAnchor.take().errorNanos());
    }
  }

  private static void print(String what, GateError error) {
    System.out.printf(
        Locale.ROOT,
        "%-16s rounds %d, p50 %.2f us, p99 %.2f us, p99.9 %.2f us, max %.2f us%n",
        what,
        error.rounds(),
        error.p50Us(),
        error.p99Us(),
        error.p999Us(),
        error.maxUs());
  }
}
