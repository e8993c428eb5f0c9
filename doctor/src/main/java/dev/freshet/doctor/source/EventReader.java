package dev.freshet.doctor.source;

import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.JvmEvent.Allocation;
import dev.freshet.doctor.window.JvmEvent.CpuSample;
import dev.freshet.doctor.window.JvmEvent.Io;
import dev.freshet.doctor.window.JvmEvent.LockWait;
import dev.freshet.doctor.window.JvmEvent.Mount;
import dev.freshet.doctor.window.JvmEvent.Park;
import dev.freshet.doctor.window.JvmEvent.Pin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * Turns events of the flight recorder into those of the doctor.
 *
 * <p>Thread-safe: one lock. Events that began before the look are left out, and those of the
 * threads that serve the doctor.
 */
public final class EventReader implements Consumer<RecordedEvent> {
  /** As many as a look of an hour has at the usual rates; more would only fill the heap. */
  private static final int MOST = 500_000;

  private static final Pattern CARRIER = Pattern.compile("(ForkJoinPool-\\d+-)worker-\\d+");

  private @Nullable Instant origin;
  private final List<JvmEvent> events = new ArrayList<>();
  private final PauseJoin pauses = new PauseJoin();
  private String carrierPool = Roles.USUAL_POOL;
  private boolean full;

  /** A reader that leaves everything out until the look begins. */
  public EventReader() {}

  /**
   * Begins: events count from here on. Switching the recorder on makes pauses of its own, which are
   * not the program's.
   *
   * @param now when the look began
   */
  public synchronized void begin(Instant now) {
    origin = now;
  }

  @Override
  public synchronized void accept(RecordedEvent event) {
    if (origin == null || event.getStartTime().isBefore(origin) || isDoctor(event)) {
      return;
    }
    if (events.size() >= MOST) {
      full = true;
      return;
    }
    double start = Duration.between(origin, event.getStartTime()).toNanos() / 1e6;
    double ms = event.getDuration().toNanos() / 1e6;
    switch (event.getEventType().getName()) {
      case "jdk.MethodTrace" -> trace(event, start, ms);
      case "jdk.VirtualThreadPinned" ->
          events.add(
              new Pin(
                  start,
                  ms,
                  text(event, "blockingOperation"),
                  text(event, "pinnedReason"),
                  stack(event)));
      case "jdk.JavaMonitorEnter" -> events.add(monitor(event, start, ms));
      case "jdk.ThreadPark" ->
          events.add(
              new Park(
                  start,
                  ms,
                  type(event, "parkedClass"),
                  thread(event),
                  isVirtual(event),
                  stack(event)));
      case "jdk.FileForce", "jdk.FileRead", "jdk.FileWrite", "jdk.SocketRead", "jdk.SocketWrite" ->
          events.add(io(event, start, ms));
      case "jdk.ObjectAllocationSample" ->
          events.add(
              new Allocation(
                  start, type(event, "objectClass"), event.getLong("weight"), stack(event)));
      case "jdk.CPUTimeSample", "jdk.ExecutionSample" -> sample(event, start);
      default -> pauses.accept(event, start, ms);
    }
  }

  /**
   * All that was seen, pauses joined with their causes.
   *
   * @return by end, earliest first
   */
  public synchronized List<JvmEvent> events() {
    List<JvmEvent> all = new ArrayList<>(events);
    all.addAll(pauses.pauses());
    all.sort(Comparator.comparingDouble(event -> event.startMs() + event.ms()));
    return all;
  }

  /**
   * Whether there were more events than are kept.
   *
   * @return true from the first that was dropped
   */
  public synchronized boolean full() {
    return full;
  }

  /**
   * What names of carriers begin with.
   *
   * @return as a trace showed it, else as usual
   */
  public synchronized String carrierPool() {
    return carrierPool;
  }

  private void trace(RecordedEvent event, double start, double ms) {
    RecordedMethod method = event.getValue("method");
    if (method == null) {
      return;
    }
    if (method.getName().equals("runContinuation")) {
      RecordedThread carrier = event.getThread();
      String name = carrier == null ? "" : String.valueOf(carrier.getOSName());
      Matcher pool = CARRIER.matcher(name);
      if (pool.matches()) {
        carrierPool = pool.group(1);
      }
      long tid = carrier == null ? 0 : carrier.getOSThreadId();
      events.add(new Mount(start, ms, (int) tid, name, stack(event)));
    } else if (method.getDescriptor().endsWith("IZZZJ)I")) {
      // The overload that waits; the others only call it, and would count the wait twice.
      List<String> stack = stack(event);
      events.add(new LockWait(start, ms, lock(stack), "", thread(event), isVirtual(event), stack));
    }
  }

  /** The lock's class: the first above the synchronizer's own frames, without its inner class. */
  private static String lock(List<String> stack) {
    return stack.stream()
        .filter(frame -> !frame.contains("AbstractQueuedSynchronizer.acquire"))
        .findFirst()
        .map(frame -> frame.substring(0, frame.lastIndexOf('.')))
        .map(type -> type.contains("$") ? type.substring(0, type.indexOf('$')) : type)
        .orElse("a lock of java.util.concurrent");
  }

  private static LockWait monitor(RecordedEvent event, double start, double ms) {
    RecordedThread owner = event.getValue("previousOwner");
    return new LockWait(
        start,
        ms,
        type(event, "monitorClass") + "@" + Long.toHexString(event.getLong("address")),
        owner == null ? "" : name(owner),
        thread(event),
        isVirtual(event),
        stack(event));
  }

  private static Io io(RecordedEvent event, double start, double ms) {
    String name = event.getEventType().getName();
    String kind = name.endsWith("Force") ? "force" : name.endsWith("Read") ? "read" : "write";
    String path =
        name.startsWith("jdk.File")
            ? text(event, "path")
            : text(event, "host") + ":" + event.getInt("port");
    return new Io(start, ms, kind, path, thread(event), stack(event));
  }

  private void sample(RecordedEvent event, double start) {
    boolean cpuTime = event.hasField("eventThread");
    RecordedThread thread = event.getValue(cpuTime ? "eventThread" : "sampledThread");
    if (thread != null) {
      events.add(new CpuSample(start, name(thread), thread.isVirtual(), stack(event)));
    }
  }

  /** The doctor's own connection is not the program. */
  private static boolean isDoctor(RecordedEvent event) {
    RecordedThread thread = event.getThread();
    return thread != null && thread.getJavaName() != null && Roles.isDoctor(thread.getJavaName());
  }

  static String text(RecordedEvent event, String field) {
    String text = event.hasField(field) ? event.getString(field) : null;
    return text == null ? "" : text;
  }

  private static String type(RecordedEvent event, String field) {
    RecordedClass type = event.getClass(field);
    return type == null ? "" : type.getName();
  }

  private static String thread(RecordedEvent event) {
    RecordedThread thread = event.getThread();
    return thread == null ? "" : name(thread);
  }

  private static boolean isVirtual(RecordedEvent event) {
    RecordedThread thread = event.getThread();
    return thread != null && thread.isVirtual();
  }

  /** Virtual threads seldom have a name; their number tells them apart. */
  private static String name(RecordedThread thread) {
    String name = thread.getJavaName();
    if (name != null && !name.isEmpty()) {
      return name;
    }
    return thread.isVirtual()
        ? String.format(Locale.ROOT, "virtual thread #%d", thread.getJavaThreadId())
        : String.valueOf(thread.getOSName());
  }

  private static List<String> stack(RecordedEvent event) {
    RecordedStackTrace trace = event.getStackTrace();
    return trace == null
        ? List.of()
        : trace.getFrames().stream()
            .filter(RecordedFrame::isJavaFrame)
            .map(EventReader::frame)
            .toList();
  }

  private static String frame(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    String name = type(method.getType()) + "." + method.getName();
    return frame.getLineNumber() > 0 ? name + ":" + frame.getLineNumber() : name;
  }

  private static String type(@Nullable RecordedClass type) {
    return type == null ? "?" : type.getName();
  }
}
