package dev.freshet.host.scheduling;

/**
 * What became of a setting.
 *
 * {@snippet lang=java :
 * switch (Affinity.pin(tid, CpuSet.of(1))) {
 *   case Answer.Applied applied -> System.out.println(applied.what());
 *   case Answer.Denied denied -> System.err.println(denied.reason());
 * }
 * }
 *
 * <p>Thread-safe: immutable values.
 */
public sealed interface Answer {
  /**
   * It holds now, read back from the kernel or the JVM.
   *
   * @param what what holds now, in words
   */
  record Applied(String what) implements Answer {}

  /**
   * It was refused and nothing changed.
   *
   * @param reason who refused and why, in words
   */
  record Denied(String reason) implements Answer {}
}
