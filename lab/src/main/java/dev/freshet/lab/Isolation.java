package dev.freshet.lab;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What keeps the runs apart from the rest of the machine. What was not granted is null, and told.
 *
 * <p>The load of the neighbours is with each run: {@link Round#neighboursPercent}. Immutable.
 *
 * @param cpuset the CPUs that this process is confined to, such as {@code 2-3}; null if it may use
 *     all
 * @param memoryCapMiB the memory limit of the control group in MiB; null if there is none
 */
public record Isolation(@Nullable String cpuset, @Nullable Long memoryCapMiB) {
  /**
   * What was not granted.
   *
   * @return a few words each; empty if everything was
   */
  public List<String> missing() {
    List<String> lines = new ArrayList<>();
    if (cpuset == null) {
      lines.add("no cpuset");
    }
    if (memoryCapMiB == null) {
      lines.add("no memory cap");
    }
    return lines;
  }
}
