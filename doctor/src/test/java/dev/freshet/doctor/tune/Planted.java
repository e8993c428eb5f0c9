package dev.freshet.doctor.tune;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** A program that knows nothing of Freshet and is looked at by it. Ends with its input. */
@SuppressWarnings("ThreadPriorityCheck") // yielding is what a thread that shares does
public final class Planted {
  private static final int BLOCK_US = 50_000;
  private static volatile long sink;

  private Planted() {}

  private interface Body {
    void run() throws Throwable;
  }

  /**
   * Runs.
   *
   * @param arguments the load: {@code blocked}, {@code cpu} or {@code spin}
   * @throws Exception never, but for a broken pipe
   */
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "blocked" -> {
        MethodHandle sleep = sleep();
        start(2, () -> block(sleep));
        start(8, () -> Thread.sleep(1));
      }
      case "cpu" -> start(6, () -> compute(200_000));
      case "spin" -> start(8, Planted::spin);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("up");
    int ended = System.in.read();
    System.exit(ended == -1 ? 0 : 1);
  }

  private static void start(int count, Body body) {
    for (int i = 0; i < count; i++) {
      Thread.startVirtualThread(
          () -> {
            try {
              while (true) {
                body.run();
              }
            } catch (Throwable failed) {
              throw new IllegalStateException(failed);
            }
          });
    }
  }

  private static void block(MethodHandle sleep) throws Throwable {
    int ignored = (int) sleep.invokeExact(BLOCK_US);
    Thread.yield();
  }

  private static void spin() {
    long sum = 0;
    while (true) {
      sum = sum * 31 + 1;
      sink = sum;
    }
  }

  private static void compute(int steps) {
    long sum = sink;
    for (int i = 0; i < steps; i++) {
      sum = sum * 31 + i;
    }
    sink = sum;
    Thread.yield();
  }

  @SuppressWarnings("restricted") // started with native access enabled
  private static MethodHandle sleep() {
    return Linker.nativeLinker()
        .downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow("usleep"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }
}
