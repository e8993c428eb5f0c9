package dev.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The machine and this process, as the operating system tells. */
final class Machine {
  private static final Path STATUS = Path.of("/proc/self/status");

  private Machine() {}

  /** What stands above every table. */
  static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "os",
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    facts.put("cpu", first(Path.of("/proc/cpuinfo"), "model name"));
    facts.put("processors", Integer.toString(processors()));
    facts.put("memory", first(Path.of("/proc/meminfo"), "MemTotal"));
    facts.put(
        "jvm",
        "%s %s"
            .formatted(
                System.getProperty("java.vendor"), System.getProperty("java.runtime.version")));
    return facts;
  }

  /** Processors this JVM may use. */
  static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The most memory this process ever had; NaN where there is no /proc. */
  static double peakRssMiB() {
    String value = first(STATUS, "VmHWM");
    return value.endsWith(" kB")
        ? Long.parseLong(value.substring(0, value.length() - 3)) / 1024.0
        : Double.NaN;
  }

  private static String first(Path file, String key) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      return "unknown";
    }
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
