package dev.freshet.host.process;

import dev.freshet.host.system.SystemRoot;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Pressure stall information: how long tasks stood still for want of a resource, on the whole
 * machine or in one control group.
 *
 * {@snippet lang=java :
 * switch (Pressure.read(SystemRoot.ofThisMachine(), Pressure.Resource.CPU)) {
 *   case Pressure.Reading reading -> System.out.println(reading.someMicros() + " µs");
 *   case Pressure.Missing missing -> System.out.println("no pressure: " + missing.reason());
 * }
 * }
 *
 * <p>Thread-safe: immutable values.
 */
public sealed interface Pressure {
  /** What tasks stand still for. */
  enum Resource {
    /** A CPU. */
    CPU,
    /** The disk. */
    IO,
    /** Memory. */
    MEMORY;

    private String file() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What was read.
   *
   * @param someAvg10 share of the last 10 s in which at least one task stood still, 0 to 100
   * @param someMicros the same since boot, or since the group was made, in microseconds
   * @param fullAvg10 share of the last 10 s in which all tasks stood still, 0 to 100; NaN if the
   *     kernel does not tell
   * @param fullMicros the same since the beginning, in microseconds; -1 if the kernel does not tell
   */
  record Reading(double someAvg10, long someMicros, double fullAvg10, long fullMicros)
      implements Pressure {}

  /**
   * Nothing can be read.
   *
   * @param reason why, and what would change that
   */
  record Missing(String reason) implements Pressure {}

  /**
   * Reads the pressure on the machine.
   *
   * @param root where {@code proc} lies
   * @param resource which resource
   * @return the reading, or why there is none
   */
  static Pressure read(SystemRoot root, Resource resource) {
    if (!root.exists("proc/pressure")) {
      return new Missing(
          "no /proc/pressure: the kernel has no PSI, or needs psi=1 to be booted with");
    }
    return readFile(root, "proc/pressure/" + resource.file());
  }

  /**
   * Reads the pressure inside a control group.
   *
   * @param root where the group's folder lies
   * @param group folder of the group
   * @param resource which resource
   * @return the reading, or why there is none
   */
  static Pressure readGroup(SystemRoot root, String group, Resource resource) {
    return readFile(root, group + "/" + resource.file() + ".pressure");
  }

  private static Pressure readFile(SystemRoot root, String path) {
    if (!root.exists(path)) {
      return new Missing("no " + path);
    }
    List<String> lines = root.lines(path);
    if (lines.isEmpty()) {
      return new Missing(path + " cannot be read: PSI is off, boot with psi=1");
    }
    String some = line(lines, "some ");
    String full = line(lines, "full ");
    if (some == null) {
      return new Missing(path + " is not understood: " + lines.getFirst());
    }
    return new Reading(average(some), total(some), average(full), total(full));
  }

  private static @Nullable String line(List<String> lines, String kind) {
    return lines.stream().filter(line -> line.startsWith(kind)).findFirst().orElse(null);
  }

  private static double average(@Nullable String line) {
    String value = value(line, "avg10=");
    return value == null || !value.matches("\\d+\\.\\d+") ? Double.NaN : Double.parseDouble(value);
  }

  private static long total(@Nullable String line) {
    Long total = SystemRoot.leadingNumber(value(line, "total="));
    return total == null ? -1 : total;
  }

  private static @Nullable String value(@Nullable String line, String key) {
    if (line != null) {
      for (String word : line.split(" ", -1)) {
        if (word.startsWith(key)) {
          return word.substring(key.length());
        }
      }
    }
    return null;
  }
}
