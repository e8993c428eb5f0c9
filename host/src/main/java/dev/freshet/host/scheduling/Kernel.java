package dev.freshet.host.scheduling;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls of the C library that this package needs. A failed call is a {@link Refusal} that
 * carries errno.
 */
final class Kernel {
  /** Errors of these calls (errno(3)), with the numbers of Linux on every architecture. */
  static final int EPERM = 1;

  static final int ESRCH = 3;
  static final int EINVAL = 22;

  /** Bytes of a mask of {@link dev.freshet.host.system.CpuSet#MAX} + 1 CPUs. */
  private static final int MASK_BYTES = 1024;

  /** The call failed. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** Its errno; 0 if it was not made. */
    final int errno;

    /** What failed and why, in words. */
    final String reason;

    Refusal(int errno, String reason) {
      super(reason);
      this.errno = errno;
      this.reason = reason;
    }
  }

  private Kernel() {}

  static void setAffinity(int tid, long[] mask) throws Refusal {
    Functions functions = functions();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(MASK_BYTES);
      MemorySegment.copy(mask, 0, segment, ValueLayout.JAVA_LONG, 0, mask.length);
      MemorySegment state = arena.allocate(Functions.STATE);
      check(
          state,
          (int) functions.setAffinity.invokeExact(state, tid, (long) MASK_BYTES, segment),
          "sched_setaffinity");
    } catch (Refusal refusal) {
      throw refusal;
    } catch (Throwable impossible) {
      throw new IllegalStateException("sched_setaffinity", impossible);
    }
  }

  static long[] affinity(int tid) throws Refusal {
    Functions functions = functions();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(MASK_BYTES, Long.BYTES);
      MemorySegment state = arena.allocate(Functions.STATE);
      check(
          state,
          (int) functions.affinity.invokeExact(state, tid, (long) MASK_BYTES, segment),
          "sched_getaffinity");
      return segment.toArray(ValueLayout.JAVA_LONG);
    } catch (Refusal refusal) {
      throw refusal;
    } catch (Throwable impossible) {
      throw new IllegalStateException("sched_getaffinity", impossible);
    }
  }

  static void setScheduler(int tid, int policy, int priority) throws Refusal {
    Functions functions = functions();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameter = arena.allocateFrom(ValueLayout.JAVA_INT, priority);
      MemorySegment state = arena.allocate(Functions.STATE);
      check(
          state,
          (int) functions.setScheduler.invokeExact(state, tid, policy, parameter),
          "sched_setscheduler");
    } catch (Refusal refusal) {
      throw refusal;
    } catch (Throwable impossible) {
      throw new IllegalStateException("sched_setscheduler", impossible);
    }
  }

  static int scheduler(int tid) throws Refusal {
    Functions functions = functions();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Functions.STATE);
      int policy = (int) functions.scheduler.invokeExact(state, tid);
      check(state, policy, "sched_getscheduler");
      return policy;
    } catch (Refusal refusal) {
      throw refusal;
    } catch (Throwable impossible) {
      throw new IllegalStateException("sched_getscheduler", impossible);
    }
  }

  /** Waits inside the kernel: to the JVM the thread is in native code, a carrier stays occupied. */
  static void sleepMicros(int micros) throws Refusal {
    Functions functions = functions();
    try {
      int ignored = (int) functions.sleepMicros.invokeExact(micros);
    } catch (Throwable impossible) {
      throw new IllegalStateException("usleep", impossible);
    }
  }

  private static void check(MemorySegment state, int result, String call) throws Refusal {
    if (result < 0) {
      int errno = (int) Functions.ERRNO.get(state, 0L);
      throw new Refusal(errno, call + ": " + words(errno));
    }
  }

  private static String words(int errno) {
    return switch (errno) {
      case EPERM -> "not permitted (EPERM)";
      case ESRCH -> "there is no such thread (ESRCH)";
      case EINVAL -> "the value is not accepted (EINVAL)";
      default -> "error " + errno;
    };
  }

  private static Functions functions() throws Refusal {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new Refusal(0, "this needs Linux");
    }
    try {
      return Functions.INSTANCE;
    } catch (ExceptionInInitializerError | NoClassDefFoundError failed) {
      throw new Refusal(
          0,
          "native access is denied to this JVM: start it with"
              + " --enable-native-access=dev.freshet.host");
    }
  }

  /** Linked when the first call is made, so that reading alone needs no native access. */
  private static final class Functions {
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    static final Functions INSTANCE = new Functions();

    final MethodHandle setAffinity =
        link("sched_setaffinity", ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    final MethodHandle affinity =
        link("sched_getaffinity", ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    final MethodHandle setScheduler =
        link("sched_setscheduler", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    final MethodHandle scheduler = link("sched_getscheduler", ValueLayout.JAVA_INT);
    final MethodHandle sleepMicros = linkWithout("usleep", ValueLayout.JAVA_INT);

    @SuppressWarnings("restricted") // the caller is told to enable native access
    private static MethodHandle link(String name, MemoryLayout... arguments) {
      return Linker.nativeLinker()
          .downcallHandle(
              symbol(name),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments),
              Linker.Option.captureCallState("errno"));
    }

    @SuppressWarnings("restricted") // the caller is told to enable native access
    private static MethodHandle linkWithout(String name, MemoryLayout... arguments) {
      return Linker.nativeLinker()
          .downcallHandle(symbol(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static MemorySegment symbol(String name) {
      return Linker.nativeLinker().defaultLookup().findOrThrow(name);
    }
  }
}
