package dev.freshet.doctor.cause;

import java.util.List;

/** Reads stacks, whose frames are {@code class.method:line}, top first. */
final class Stacks {
  static final String UNKNOWN = "(stack unknown)";

  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  /**
   * Threads that the doctor's own connection brings into the target: blaming them would blame the
   * doctor. Prefixes, because the kernel cuts names to 15 characters.
   */
  private static final List<String> DOCTOR_THREADS =
      List.of("JFR ", "Attach Listener", "JMX server conn", "RMI ", "GC Daemon");

  private static final List<String> DOCTOR_FRAMES =
      List.of("jdk.jfr.", "jdk.management.jfr.", "javax.management.remote.", "sun.tools.attach.");

  private Stacks() {}

  /** The top frame that belongs to the program: the one whose author can mend it. */
  static String site(List<String> stack) {
    return stack.stream()
        .filter(frame -> !isJdk(frame))
        .findFirst()
        .or(() -> stack.stream().findFirst())
        .orElse(UNKNOWN);
  }

  static boolean isJdk(String frame) {
    return JDK.stream().anyMatch(frame::startsWith);
  }

  /**
   * Whether a thread belongs to the doctor's own connection. A program may serve RMI itself: with a
   * stack at hand, its frames decide.
   */
  static boolean isDoctor(String thread, List<String> stack) {
    if (stack.isEmpty()) {
      return DOCTOR_THREADS.stream().anyMatch(thread::startsWith);
    }
    return stack.stream().anyMatch(f -> DOCTOR_FRAMES.stream().anyMatch(f::startsWith));
  }
}
