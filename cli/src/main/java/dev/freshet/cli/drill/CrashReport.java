package dev.freshet.cli.drill;

import java.util.Locale;

/**
 * What became of the planned crash.
 *
 * @param kind kill or power
 * @param stage where in the commit the market stopped
 * @param order at which accepted order
 * @param reached whether it came to that
 * @param wal the write-ahead log that was newest, or empty
 * @param syncedBytes bytes of it known to be on disk
 * @param cutBytes bytes that were cut off; 0 for a kill
 * @param downMs from the kill to the market answering again
 */
record CrashReport(
    CrashKind kind,
    String stage,
    long order,
    boolean reached,
    String wal,
    long syncedBytes,
    long cutBytes,
    double downMs) {

  static CrashReport notReached(CrashPlan plan) {
    return new CrashReport(
        plan.kind(), plan.point().stage().label(), plan.point().order(), false, "", 0, 0, 0);
  }

  /** One line for people. */
  String line() {
    String what = kind.name().toLowerCase(Locale.ROOT) + " " + stage + " of order " + order;
    if (!reached) {
      return what + " was never reached: the market did not accept that many orders";
    }
    String cut = kind == CrashKind.POWER ? ", %,d unsynced bytes cut".formatted(cutBytes) : "";
    return what + cut + String.format(Locale.ROOT, ", back after %.1f s", downMs / 1e3);
  }
}
