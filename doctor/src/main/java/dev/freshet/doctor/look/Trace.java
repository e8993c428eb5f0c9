package dev.freshet.doctor.look;

import dev.freshet.doctor.Diagnosis.Layer;
import dev.freshet.doctor.source.FileSample;
import dev.freshet.doctor.source.JvmProcess;
import dev.freshet.doctor.source.Span;
import dev.freshet.doctor.window.Window;
import dev.freshet.host.system.SystemRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The scheduler of virtual threads, interval by interval: files and gauges only, no recording, so
 * that it can run beside a production load for hours.
 *
 * <p>{@link #run} is for one thread; {@link #stop} may come from any.
 */
public final class Trace {
  /** Gauges in an interval: their mean smooths what a single look would hit or miss. */
  private static final int GAUGES = 10;

  private final SystemRoot root = SystemRoot.ofThisMachine();
  private final long pid;
  private final Duration interval;
  private final LookOptions options;
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * A trace.
   *
   * @param pid the JVM
   * @param interval how often
   * @param options how long, and through which channel
   */
  public Trace(long pid, Duration interval, LookOptions options) {
    this.pid = pid;
    this.interval = interval;
    this.options = options;
  }

  /** Ends the trace. */
  public void stop() {
    stop.countDown();
  }

  /**
   * Traces until its time is over, it is stopped, or the JVM ends.
   *
   * @param layers is told what can be read, and what not
   * @param sink gets each interval
   * @throws IllegalArgumentException in one line, if there is no such process or it is no JVM
   */
  public void run(Consumer<Layer> layers, Consumer<Window> sink) {
    JvmProcess process = JvmProcess.find(root, pid);
    List<Layer> opened = new ArrayList<>();
    try (Inside inside = Inside.open(process, options, opened)) {
      inside.openGauges(opened);
      opened.forEach(layers);
      Map<Integer, String> names = new HashMap<>(inside.names());
      FileSample before = FileSample.read(root, pid);
      Set<Integer> asked = new HashSet<>(before.threads().keySet());
      long origin = before.nanos();
      long end = origin + options.length().toNanos();
      while (before.nanos() < end && !isOver(inside, before.nanos())) {
        FileSample after = FileSample.read(root, pid);
        if (after.threads().isEmpty() || !process.lives()) {
          layers.accept(new Layer("L0 end", false, "the JVM ended"));
          return;
        }
        if (!asked.containsAll(after.threads().keySet())) {
          // Some threads have no name but the kernel's: each is asked for once.
          names.putAll(inside.names());
          asked.addAll(after.threads().keySet());
        }
        Span span = new Span(before, after, Map.of(), inside.takeGauges());
        sink.accept(
            span.window(origin, names, inside.events().carrierPool(), List.of(), List.of()));
        before = after;
      }
    }
  }

  /** Reads gauges until the interval is over; true if the trace is. */
  private boolean isOver(Inside inside, long sinceNanos) {
    try {
      for (int i = 1; i <= GAUGES; i++) {
        long until = sinceNanos + interval.toNanos() * i / GAUGES;
        if (stop.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return true;
        }
        inside.tickGauges();
      }
      return false;
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
