package dev.freshet.doctor.source;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.time.Duration;

/** Opens a JVM's door for tools: the attach mechanism. */
final class Attachment {
  /** Attaching takes some 150 ms on an idle machine; a busy one needs its turns. */
  static final Duration PATIENCE = Duration.ofSeconds(8);

  private Attachment() {}

  /** What is done while attached. */
  @FunctionalInterface
  interface Use<T> {
    T with(VirtualMachine machine) throws Exception;
  }

  static <T> T use(JvmProcess process, Use<T> use) throws Unavailable {
    requireSameUser(process);
    return Deadline.call(
        PATIENCE,
        "attach to " + process.pid(),
        () -> {
          VirtualMachine machine = attach(process);
          try {
            return use.with(machine);
          } finally {
            machine.detach();
          }
        });
  }

  private static VirtualMachine attach(JvmProcess process) throws Unavailable {
    try {
      return VirtualMachine.attach(Long.toString(process.pid()));
    } catch (AttachNotSupportedException | IOException refused) {
      boolean disabled =
          process.status().commandLine().stream()
              .anyMatch(word -> word.equals("-XX:+DisableAttachMechanism"));
      throw new Unavailable(
          disabled
              ? "attach refused: the JVM runs with -XX:+DisableAttachMechanism"
              : "attach refused: " + refused.getMessage() + namespace(process));
    }
  }

  private static String namespace(JvmProcess process) {
    return process.status().namespacePids().size() > 1
        ? "; the JVM is in a container (it is process "
            + process.status().innermostPid()
            + " there): run the doctor inside it"
        : "";
  }

  /** Said before the JVM is asked, because it would refuse with less clear words. */
  private static void requireSameUser(JvmProcess process) throws Unavailable {
    String me = process.root().field("proc/self/status", "Uid");
    int own = me == null ? -1 : Integer.parseInt(me.split("\\s+", -1)[0]);
    int other = process.status().uid();
    if (own > 0 && other >= 0 && own != other) {
      throw new Unavailable(
          "attach refused: the JVM belongs to user "
              + other
              + " and you are user "
              + own
              + "; run the doctor as that user or as root");
    }
  }
}
