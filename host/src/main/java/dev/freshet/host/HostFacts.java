package dev.freshet.host;

import dev.freshet.host.cgroup.Cgroups;
import dev.freshet.host.cgroup.MemoryGroup;
import dev.freshet.host.system.SystemRoot;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What must be known about the machine and the JVM to read a measurement made on them.
 *
 * {@snippet lang=java :
 * StealMeter steal = StealMeter.start();
 * run();
 * HostFacts facts = HostFacts.read(dataFolder).withStealPercent(steal.percent());
 * }
 *
 * <p>A fact that cannot be found out is null, never a guess. Thread-safe: immutable. Reading takes
 * a few milliseconds.
 *
 * @param os the operating system and the architecture
 * @param kernel version of the kernel with its build; null elsewhere than on Linux
 * @param cpuModel the CPU as it calls itself
 * @param cpus CPUs that this JVM may use, limits of containers included
 * @param clockSource what the kernel keeps time with, such as {@code tsc}
 * @param timerSlackNanos by how much the kernel may delay a timer of the main thread, in ns
 * @param memoryMiB memory of the machine, or the limit of a control group around this process if
 *     lower
 * @param stealPercent share of CPU time that the hypervisor withheld during the run; null if it was
 *     not measured
 * @param jvm product, vendor and version
 * @param jvmFlags the options that the JVM was started with
 * @param gc the collector
 * @param dataFolderFileSystem type of the file system of the data folder; null without a folder
 * @param dataFolderInMemory whether that file system is kept in memory, so that a sync costs
 *     nothing
 * @param hypervisor what the machine is simulated by; null for real hardware and where it does not
 *     tell
 * @param openFilesLimit how many files and sockets this process may hold
 * @param loadAverage runnable threads over the last minute, at the time of reading
 */
public record HostFacts(
    String os,
    @Nullable String kernel,
    @Nullable String cpuModel,
    int cpus,
    @Nullable String clockSource,
    @Nullable Long timerSlackNanos,
    @Nullable Long memoryMiB,
    @Nullable Double stealPercent,
    String jvm,
    List<String> jvmFlags,
    String gc,
    @Nullable String dataFolderFileSystem,
    @Nullable Boolean dataFolderInMemory,
    @Nullable String hypervisor,
    @Nullable Long openFilesLimit,
    @Nullable Double loadAverage) {
  /** Where Linux lists its clock sources. */
  private static final String CLOCK_SOURCES = "sys/devices/system/clocksource/clocksource0/";

  /** Copies the list of flags. */
  public HostFacts {
    jvmFlags = List.copyOf(jvmFlags);
  }

  /**
   * Reads the facts of this machine and this JVM.
   *
   * @param dataFolder the folder whose file system matters, which need not exist yet; or null
   * @return the facts, without steal
   */
  public static HostFacts read(@Nullable Path dataFolder) {
    return read(SystemRoot.ofThisMachine().root(), dataFolder);
  }

  static HostFacts read(Path root, @Nullable Path dataFolder) {
    SystemRoot files = new SystemRoot(root);
    FileSystemKind fileSystem = dataFolder == null ? null : FileSystemKind.of(files, dataFolder);
    return new HostFacts(
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        files.text("proc/sys/kernel/osrelease"),
        files.field("proc/cpuinfo", "model name"),
        Runtime.getRuntime().availableProcessors(),
        files.text(CLOCK_SOURCES + "current_clocksource"),
        SystemRoot.leadingNumber(files.text("proc/self/timerslack_ns")),
        memoryMiB(files),
        null,
        System.getProperty("java.vm.name")
            + ", "
            + System.getProperty("java.vendor")
            + " "
            + Runtime.version(),
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        collector(
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .toList()),
        fileSystem == null ? null : fileSystem.type(),
        fileSystem == null ? null : fileSystem.inMemory(),
        hypervisor(files),
        openFilesLimit(files),
        loadAverage(files));
  }

  /**
   * The same facts with the steal measured over a run.
   *
   * @param percent what {@link StealMeter#percent} said; NaN leaves the fact unknown
   * @return a copy
   */
  public HostFacts withStealPercent(double percent) {
    return new HostFacts(
        os,
        kernel,
        cpuModel,
        cpus,
        clockSource,
        timerSlackNanos,
        memoryMiB,
        Double.isNaN(percent) ? null : Double.valueOf(percent),
        jvm,
        jvmFlags,
        gc,
        dataFolderFileSystem,
        dataFolderInMemory,
        hypervisor,
        openFilesLimit,
        loadAverage);
  }

  private static @Nullable Long memoryMiB(SystemRoot files) {
    Long total = SystemRoot.leadingNumber(files.field("proc/meminfo", "MemTotal"));
    if (total == null) {
      return null;
    }
    long least = total / 1024;
    for (MemoryGroup group : Cgroups.readSelf(files).memory()) {
      least = Math.min(least, group.limitBytes() >> 20);
    }
    return least;
  }

  static String collector(List<String> beans) {
    for (String bean : beans) {
      String known =
          switch (bean) {
            case "Copy", "MarkSweepCompact" -> "Serial";
            case "PS MarkSweep", "PS Scavenge" -> "Parallel";
            default -> null;
          };
      if (known != null) {
        return known;
      }
      for (String family : List.of("G1", "ZGC", "Shenandoah", "Epsilon")) {
        if (bean.startsWith(family)) {
          return family;
        }
      }
    }
    return beans.stream().collect(Collectors.joining(", "));
  }

  /**
   * Asks, in this order, the firmware's tables, Xen's own folder, the ACPI author, and the clock
   * sources that only guests are offered. The CPU flag {@code hypervisor} alone gives no name.
   */
  private static @Nullable String hypervisor(SystemRoot files) {
    String cpuFlags = files.field("proc/cpuinfo", "flags");
    boolean guest = cpuFlags != null && (" " + cpuFlags + " ").contains(" hypervisor ");
    String xen = files.text("sys/hypervisor/type");
    if (xen != null) {
      return xen;
    }
    String vendor = files.text("sys/class/dmi/id/sys_vendor");
    String product = files.text("sys/class/dmi/id/product_name");
    if (guest && vendor != null) {
      return product == null ? vendor : vendor + " " + product;
    }
    String acpi = files.text("sys/firmware/acpi/tables/DSDT");
    if (acpi != null && acpi.contains("FIRECK")) {
      return "Firecracker";
    }
    String clocks = files.text(CLOCK_SOURCES + "available_clocksource");
    if (clocks != null && clocks.contains("kvm-clock")) {
      return "KVM";
    }
    if (clocks != null && clocks.contains("hyperv_clocksource")) {
      return "Hyper-V";
    }
    return guest ? "unnamed" : null;
  }

  private static @Nullable Long openFilesLimit(SystemRoot files) {
    for (String line : files.lines("proc/self/limits")) {
      if (line.startsWith("Max open files")) {
        return SystemRoot.leadingNumber(line.substring("Max open files".length()).strip());
      }
    }
    return null;
  }

  private static @Nullable Double loadAverage(SystemRoot files) {
    String text = files.text("proc/loadavg");
    if (text == null || !text.matches("\\d+\\.\\d+ .*")) {
      return null;
    }
    return Double.valueOf(text.substring(0, text.indexOf(' ')));
  }
}
