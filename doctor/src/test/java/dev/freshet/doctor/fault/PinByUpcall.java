package dev.freshet.doctor.fault;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Virtual threads wait in a comparator that native qsort calls: pinned, with an event. */
@SuppressWarnings("restricted") // calling native code is the fault
final class PinByUpcall {
  private PinByUpcall() {}

  public static void main(String[] arguments) throws Exception {
    Work.heartbeats(20);
    Linker linker = Linker.nativeLinker();
    MethodHandle qsort =
        linker.downcallHandle(
            linker.defaultLookup().find("qsort").orElseThrow(),
            FunctionDescriptor.ofVoid(
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS));
    MethodHandle compare =
        MethodHandles.lookup()
            .findStatic(
                PinByUpcall.class,
                "slowCompare",
                MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
    MemorySegment comparator =
        linker.upcallStub(
            compare,
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
            Arena.global());
    for (int i = 0; i < 4; i++) {
      Thread.startVirtualThread(() -> sort(qsort, comparator));
    }
    Work.stay();
  }

  static void sort(MethodHandle qsort, MemorySegment comparator) {
    MemorySegment numbers = Arena.global().allocateFrom(ValueLayout.JAVA_INT, 2, 1);
    while (true) {
      try {
        qsort.invokeExact(numbers, 2L, 4L, comparator);
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
      Work.letOthersOn();
    }
  }

  static int slowCompare(MemorySegment a, MemorySegment b) {
    Work.rest(50_000);
    return 0;
  }
}
