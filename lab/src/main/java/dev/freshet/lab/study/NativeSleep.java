package dev.freshet.lab.study;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * Sleep that the JVM knows nothing of: the carrier stays in a native call, and no other one takes
 * its place. Thread-safe.
 */
final class NativeSleep {
  private static final MethodHandle USLEEP = find();

  private NativeSleep() {}

  @SuppressWarnings("restricted") // granted by ChildJvm: what native calls do is the question here
  private static MethodHandle find() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker
            .defaultLookup()
            .find("usleep")
            .orElseThrow(() -> new UnsupportedOperationException("no usleep in the C library")),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  /** Sleeps for at least so long, unless a signal comes. */
  static void micros(int micros) {
    try {
      int failed = (int) USLEEP.invokeExact(micros);
      if (failed != 0) {
        throw new IllegalStateException("usleep was ended by a signal, or refused " + micros);
      }
    } catch (RuntimeException | Error passed) {
      throw passed;
    } catch (Throwable impossible) {
      throw new AssertionError("a native call throws nothing of its own", impossible);
    }
  }
}
