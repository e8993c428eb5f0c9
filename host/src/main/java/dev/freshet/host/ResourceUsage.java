package dev.freshet.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * What this process has used of the processors since it began, all its threads together, those that
 * have ended included.
 *
 * {@snippet lang=java :
 * ResourceUsage before = ResourceUsage.now();
 * run();
 * ResourceUsage used = ResourceUsage.now().minus(before);
 * System.out.println(used.userUs() + " us in user mode");
 * }
 *
 * <p>Read by {@code getrusage(RUSAGE_SELF)}: {@code /proc/self/status} counts the context switches
 * of one thread only, and the sum over {@code /proc/self/task} forgets threads that ended. The
 * kernel's counters are exact for switches, and for times as exact as the kernel accounts them: to
 * the nanosecond with {@code CONFIG_VIRT_CPU_ACCOUNTING_GEN} or as scaled ticks without.
 *
 * <p>Needs {@code --enable-native-access=dev.freshet.host}, without which the JVM warns once.
 * Thread-safe: immutable. One reading costs about a microsecond.
 *
 * @param userUs processor time in user mode in microseconds; NaN elsewhere than on 64-bit Linux
 * @param systemUs processor time in the kernel in microseconds; NaN likewise
 * @param voluntarySwitches context switches because a thread waited; NaN likewise
 * @param involuntarySwitches context switches because a thread was preempted; NaN likewise
 */
public record ResourceUsage(
    double userUs, double systemUs, double voluntarySwitches, double involuntarySwitches) {
  private static final ResourceUsage UNKNOWN =
      new ResourceUsage(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** As {@code struct rusage} counts: two times of two longs, then fourteen longs. */
  private static final long LONGS = 18;

  private static final int USER = 0;
  private static final int SYSTEM = 2;
  private static final int VOLUNTARY = 16;
  private static final int INVOLUNTARY = 17;
  private static final int RUSAGE_SELF = 0;

  private static final @Nullable MethodHandle GETRUSAGE = find();

  /**
   * The counters now.
   *
   * @return since the process began
   */
  public static ResourceUsage now() {
    MethodHandle call = GETRUSAGE;
    if (call == null) {
      return UNKNOWN;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment usage = arena.allocate(ValueLayout.JAVA_LONG, LONGS);
      int failed = (int) call.invokeExact(RUSAGE_SELF, usage);
      return failed == 0 ? read(usage) : UNKNOWN;
    } catch (Throwable impossible) {
      // A downcall declares Throwable; this one throws nothing.
      throw new IllegalStateException("getrusage", impossible);
    }
  }

  static ResourceUsage read(MemorySegment usage) {
    return new ResourceUsage(
        micros(usage, USER),
        micros(usage, SYSTEM),
        word(usage, VOLUNTARY),
        word(usage, INVOLUNTARY));
  }

  /** A {@code struct timeval}: seconds, then microseconds. */
  private static double micros(MemorySegment usage, int index) {
    return 1e6 * word(usage, index) + word(usage, index + 1);
  }

  private static long word(MemorySegment usage, int index) {
    return usage.getAtIndex(ValueLayout.JAVA_LONG, index);
  }

  /**
   * What was used between two readings.
   *
   * @param before the earlier reading
   * @return the differences
   */
  public ResourceUsage minus(ResourceUsage before) {
    return new ResourceUsage(
        userUs - before.userUs,
        systemUs - before.systemUs,
        voluntarySwitches - before.voluntarySwitches,
        involuntarySwitches - before.involuntarySwitches);
  }

  @SuppressWarnings("restricted") // the one native call of this module, as said above
  private static @Nullable MethodHandle find() {
    Linker linker = Linker.nativeLinker();
    MemoryLayout cLong = linker.canonicalLayouts().get("long");
    // Elsewhere the struct is another one, or leaves the counters at zero.
    if (!System.getProperty("os.name").equals("Linux")
        || cLong == null
        || cLong.byteSize() != Long.BYTES) {
      return null;
    }
    return linker
        .defaultLookup()
        .find("getrusage")
        .map(
            address ->
                linker.downcallHandle(
                    address,
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS)))
        .orElse(null);
  }
}
