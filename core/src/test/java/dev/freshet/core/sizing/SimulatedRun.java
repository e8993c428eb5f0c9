package dev.freshet.core.sizing;

import java.util.Arrays;

/** What a simulation saw. */
final class SimulatedRun {
  private static final int UNKNOWN = -1;

  final Longs arrivedAt = new Longs();
  final Longs responses = new Longs();
  final Longs limitAt = new Longs();
  final Longs limits = new Longs();
  long ended;
  long refused;
  long endNanos;

  void limitIs(long nowNanos, int limit) {
    limitAt.add(nowNanos);
    limits.add(limit);
  }

  void responded(long arrivedNanos, long nowNanos) {
    arrivedAt.add(arrivedNanos);
    responses.add(nowNanos - arrivedNanos);
  }

  /** The response time that so many percent of the tasks that arrived in a span did not exceed. */
  double responseMillis(double percentile, double fromSeconds, double toSeconds) {
    long from = (long) (fromSeconds * 1e9);
    long to = (long) (toSeconds * 1e9);
    long[] some = new long[responses.size()];
    int count = 0;
    for (int i = 0; i < responses.size(); i++) {
      if (arrivedAt.get(i) >= from && arrivedAt.get(i) < to) {
        some[count++] = responses.get(i);
      }
    }
    Arrays.sort(some, 0, count);
    int rank = (int) Math.ceil(percentile / 100 * count) - 1;
    return some[Math.max(0, rank)] / 1e6;
  }

  /** How many tasks that arrived in a span ended, in tasks per second of it. */
  double throughput(double fromSeconds, double toSeconds) {
    long count = 0;
    for (int i = 0; i < responses.size(); i++) {
      double at = (arrivedAt.get(i) + responses.get(i)) / 1e9;
      count += at >= fromSeconds && at < toSeconds ? 1 : 0;
    }
    return count / (toSeconds - fromSeconds);
  }

  /** When the last of the tasks that arrived before an instant ended, in seconds. */
  double endOfBacklog(double arrivedBefore) {
    long end = 0;
    for (int i = 0; i < responses.size(); i++) {
      if (arrivedAt.get(i) < arrivedBefore * 1e9) {
        end = Math.max(end, arrivedAt.get(i) + responses.get(i));
      }
    }
    return end / 1e9;
  }

  int limitAt(double seconds) {
    int limit = UNKNOWN;
    for (int i = 0; i < limits.size() && limitAt.get(i) <= seconds * 1e9; i++) {
      limit = (int) limits.get(i);
    }
    return limit;
  }

  int peakLimit(double fromSeconds, double toSeconds) {
    int peak = limitAt(fromSeconds);
    for (int i = 0; i < limits.size(); i++) {
      if (limitAt.get(i) >= fromSeconds * 1e9 && limitAt.get(i) < toSeconds * 1e9) {
        peak = Math.max(peak, (int) limits.get(i));
      }
    }
    return peak;
  }

  int limitChanges(double fromSeconds, double toSeconds) {
    int changes = 0;
    for (int i = 0; i < limits.size(); i++) {
      changes += limitAt.get(i) > fromSeconds * 1e9 && limitAt.get(i) <= toSeconds * 1e9 ? 1 : 0;
    }
    return changes;
  }

  /** The mean limit over the time. */
  double meanLimit(double fromSeconds, double toSeconds) {
    double sum = 0;
    double at = fromSeconds;
    int limit = limitAt(fromSeconds);
    for (int i = 0; i < limits.size(); i++) {
      double change = limitAt.get(i) / 1e9;
      if (change > fromSeconds && change < toSeconds) {
        sum += limit * (change - at);
        at = change;
        limit = (int) limits.get(i);
      }
    }
    return (sum + limit * (toSeconds - at)) / (toSeconds - fromSeconds);
  }

  /** Milliseconds from an instant until the limit was so large; NaN if it never was. */
  double millisUntilLimit(double fromSeconds, double atLeast) {
    if (limitAt(fromSeconds) >= atLeast) {
      return 0;
    }
    for (int i = 0; i < limits.size(); i++) {
      if (limitAt.get(i) >= fromSeconds * 1e9 && limits.get(i) >= atLeast) {
        return limitAt.get(i) / 1e6 - fromSeconds * 1e3;
      }
    }
    return Double.NaN;
  }
}
