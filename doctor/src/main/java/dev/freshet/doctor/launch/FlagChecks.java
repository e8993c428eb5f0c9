package dev.freshet.doctor.launch;

import dev.freshet.host.system.SystemRoot;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The flags of a command line against those that hold. */
final class FlagChecks {
  /** HotSpot rounds heap sizes up to its alignment, 32 MiB for the largest regions of G1. */
  private static final long ALIGNMENT = 32 * Sizes.MIB;

  private static final Set<String> ALIGNED =
      Set.of("MaxHeapSize", "InitialHeapSize", "NewSize", "MaxNewSize");

  private FlagChecks() {}

  static void add(
      List<LaunchCheck> checks, SystemRoot root, long pid, JavaCommand command, JvmView view) {
    for (String option : command.options()) {
      JavaOption wanted = JavaOption.of(option);
      // Properties and what is no flag keep their dash. The last of a name wins; the others were
      // never wanted to hold.
      if (option.startsWith("-")
          && !wanted.name().startsWith("-")
          && wanted.value().equals(command.given().get(wanted.name()))) {
        checks.add(check(option, wanted, view));
      }
    }
    String cache = command.given().get("AOTCache");
    if (cache != null) {
      checks.add(cache(root, pid, cache));
    }
    if (command.on("UseTransparentHugePages") || command.on("UseLargePages")) {
      checks.add(hugePages(root, pid));
    }
  }

  private static LaunchCheck check(String option, JavaOption wanted, JvmView view) {
    if (!view.silence().isEmpty()) {
      return LaunchCheck.unknown(option, wanted.value(), view.silence());
    }
    String actual = view.flags().get(wanted.name());
    if (actual == null) {
      return LaunchCheck.unknown(option, wanted.value(), "the JVM lists no such flag");
    }
    return LaunchCheck.of(option, wanted.value(), actual, agree(wanted, actual));
  }

  private static boolean agree(JavaOption wanted, String actual) {
    OptionalLong want = JavaOption.bytes(wanted.value());
    OptionalLong have = JavaOption.bytes(actual);
    if (want.isEmpty() || have.isEmpty()) {
      return wanted.says(actual);
    }
    if (wanted.name().equals("ThreadStackSize")) {
      // The flag counts KiB, -Xss bytes.
      return have.getAsLong() == want.getAsLong() || (have.getAsLong() << 10) == want.getAsLong();
    }
    long more = have.getAsLong() - want.getAsLong();
    return ALIGNED.contains(wanted.name()) ? more >= 0 && more < ALIGNMENT : more == 0;
  }

  /** A cache that does not fit the JVM is dropped without a word; the one in use is mapped. */
  private static LaunchCheck cache(SystemRoot root, long pid, String cache) {
    List<String> maps = root.lines("proc/" + pid + "/maps");
    String name = String.valueOf(Path.of(cache).getFileName());
    boolean mapped = maps.stream().anyMatch(line -> line.endsWith("/" + name));
    return maps.isEmpty()
        ? LaunchCheck.unknown(
            "AOT cache", "mapped", "maps is for the owner of the process and root")
        : LaunchCheck.of("AOT cache", "mapped", mapped ? "mapped" : "not mapped", mapped);
  }

  private static LaunchCheck hugePages(SystemRoot root, long pid) {
    String file = "proc/" + pid + "/smaps_rollup";
    String all = root.text(file);
    if (all == null) {
      return LaunchCheck.unknown(
          "huge pages", "some", "smaps_rollup is for the owner of the process and root");
    }
    long kibibytes = 0;
    for (String key : List.of("AnonHugePages", "ShmemPmdMapped", "Private_Hugetlb")) {
      kibibytes += number(root.field(file, key));
    }
    return LaunchCheck.of("huge pages", "some", Sizes.of(kibibytes << 10), kibibytes > 0);
  }

  private static long number(@Nullable String text) {
    Long number = SystemRoot.leadingNumber(text);
    return number == null ? 0 : number;
  }
}
