package dev.freshet.doctor.fault;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Virtual threads sleep inside native code, which no event of the JVM reports. */
@SuppressWarnings("restricted") // calling native code is the fault
final class NativeBlock {
  private static final MethodHandle USLEEP =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("usleep").orElseThrow(),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private NativeBlock() {}

  public static void main(String[] arguments) throws Exception {
    Work.heartbeats(20);
    for (int i = 0; i < 4; i++) {
      Thread.startVirtualThread(NativeBlock::callNative);
    }
    Work.stay();
  }

  static void callNative() {
    while (true) {
      try {
        int ignored = (int) USLEEP.invokeExact(50_000);
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
      Work.letOthersOn();
    }
  }
}
