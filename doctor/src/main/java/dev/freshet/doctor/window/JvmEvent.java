package dev.freshet.doctor.window;

import java.util.List;

/**
 * Something that the JVM reported. Times are in milliseconds after the look began; stacks are
 * {@code class.method:line}, top frame first.
 */
public sealed interface JvmEvent {
  /**
   * When it began.
   *
   * @return milliseconds after the look began
   */
  double startMs();

  /**
   * How long it took.
   *
   * @return milliseconds; 0 for a sample
   */
  double ms();

  /**
   * A virtual thread kept a carrier for long (trace of {@code VirtualThread.runContinuation}).
   *
   * @param startMs beginning
   * @param ms length
   * @param carrierTid the carrier's number in the kernel
   * @param carrier the carrier's name
   * @param stack where it was entered from; empty if unknown
   */
  record Mount(double startMs, double ms, int carrierTid, String carrier, List<String> stack)
      implements JvmEvent {}

  /**
   * A virtual thread waited while it was pinned.
   *
   * @param startMs beginning
   * @param ms length
   * @param operation what it waited in
   * @param reason why it was pinned
   * @param stack of the virtual thread
   */
  record Pin(double startMs, double ms, String operation, String reason, List<String> stack)
      implements JvmEvent {}

  /**
   * A thread waited for a lock: a monitor, or a synchronizer of java.util.concurrent.
   *
   * @param startMs beginning
   * @param ms length
   * @param lock class and identity, as far as the event tells
   * @param owner who held it; empty if unknown
   * @param thread who waited
   * @param virtual whether that is a virtual thread
   * @param stack of who waited
   */
  record LockWait(
      double startMs,
      double ms,
      String lock,
      String owner,
      String thread,
      boolean virtual,
      List<String> stack)
      implements JvmEvent {}

  /**
   * A thread was parked.
   *
   * @param startMs beginning
   * @param ms length
   * @param parkedOn class it was parked on; empty if unknown
   * @param thread who
   * @param virtual whether that is a virtual thread
   * @param stack of the thread
   */
  record Park(
      double startMs,
      double ms,
      String parkedOn,
      String thread,
      boolean virtual,
      List<String> stack)
      implements JvmEvent {}

  /**
   * The program stood still.
   *
   * @param startMs beginning
   * @param ms length
   * @param gc whether for a collection; otherwise for another operation of the virtual machine
   * @param name collector's phase or operation
   * @param cause why
   * @param reachMs part of it that threads took to reach the safepoint
   */
  record Pause(double startMs, double ms, boolean gc, String name, String cause, double reachMs)
      implements JvmEvent {}

  /**
   * A sampled allocation.
   *
   * @param startMs when
   * @param objectClass of what
   * @param bytes it stands for
   * @param stack who
   */
  record Allocation(double startMs, String objectClass, double bytes, List<String> stack)
      implements JvmEvent {
    @Override
    public double ms() {
      return 0;
    }
  }

  /**
   * A thread waited for a file or a socket.
   *
   * @param startMs beginning
   * @param ms length
   * @param kind {@code force}, {@code read}, {@code write}
   * @param path file or address
   * @param thread who
   * @param stack of the thread
   */
  record Io(double startMs, double ms, String kind, String path, String thread, List<String> stack)
      implements JvmEvent {}

  /**
   * A sample of a thread that computes.
   *
   * @param startMs when
   * @param thread who
   * @param virtual whether that is a virtual thread
   * @param stack what
   */
  record CpuSample(double startMs, String thread, boolean virtual, List<String> stack)
      implements JvmEvent {
    @Override
    public double ms() {
      return 0;
    }
  }
}
