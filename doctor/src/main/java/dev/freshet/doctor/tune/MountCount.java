package dev.freshet.doctor.tune;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.management.jfr.RemoteRecordingStream;

/**
 * How often virtual threads are mounted in a JVM, per second: the work of its carriers.
 *
 * <p>Counted by the flight recorder's method timing (JEP 520) of {@code
 * java.lang.VirtualThread::runContinuation}, handed on once a second; costs the JVM about 0.4 µs a
 * mount while it lasts, and nothing afterwards.
 *
 * <p>Thread-safe.
 */
final class MountCount implements AutoCloseable {
  private static final String EVENT = "jdk.MethodTiming";
  private static final String MOUNT = "java.lang.VirtualThread::runContinuation";

  /** The recording in the other JVM keeps no more than is still on its way. */
  private static final Duration KEPT = Duration.ofSeconds(10);

  private record Count(Instant at, long mounts, double perSecond) {}

  private final RemoteRecordingStream stream;
  private volatile Count last = new Count(Instant.MIN, 0, Double.NaN);

  private MountCount(RemoteRecordingStream stream) {
    this.stream = stream;
    stream.enable(EVENT).with("filter", MOUNT).withPeriod(Duration.ofSeconds(1));
    stream.setMaxAge(KEPT);
    stream.onEvent(EVENT, this::counted);
    stream.startAsync();
  }

  /**
   * Begins to count.
   *
   * @return empty if the JVM has no such event or lets nobody record
   */
  static Optional<MountCount> start(Connection connection) {
    try {
      return Optional.of(new MountCount(new RemoteRecordingStream(connection.beans())));
    } catch (IOException | RuntimeException refused) {
      // The carriers' turns are counted instead, and the reading's unit says so.
      return Optional.empty();
    }
  }

  private void counted(RecordedEvent event) {
    Count before = last;
    long mounts = event.getLong("invocations");
    Instant now = event.getStartTime();
    double seconds =
        before.at.equals(Instant.MIN) ? 0 : Duration.between(before.at, now).toNanos() / 1e9;
    // Another recording that ends or begins with the same filter may set the count back.
    boolean goesOn = seconds > 0 && mounts >= before.mounts;
    last = new Count(now, mounts, goesOn ? (mounts - before.mounts) / seconds : Double.NaN);
  }

  /** Mounts per second in the last second that was told; NaN before the second one. */
  double perSecond() {
    return last.perSecond;
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (RuntimeException gone) {
      // The JVM ended, and its recording with it.
    }
  }
}
