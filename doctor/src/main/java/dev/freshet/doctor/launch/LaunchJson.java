package dev.freshet.doctor.launch;

import dev.freshet.report.JsonFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes plans and checks as JSON: schemas {@code freshet/launch/1} and {@code
 * freshet/launch-verify/1}.
 *
 * <p>Example: {@code LaunchJson.write(file, plan)}. Thread-safe: no state.
 */
public final class LaunchJson {
  private LaunchJson() {}

  /**
   * Writes a plan.
   *
   * @param file where to
   * @param plan what to write
   */
  public static void write(Path file, LaunchPlan plan) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("goal", word(plan.goal()));
    body.put("cpus", plan.cpus().toString());
    body.put("nodes", plan.nodes().toString());
    body.put("cpuBudget", plan.cpuBudget());
    body.put("memoryBytes", plan.memoryBytes().isPresent() ? plan.memoryBytes().getAsLong() : null);
    body.put(
        "items",
        plan.items().stream()
            .map(
                item ->
                    Map.of("kind", word(item.kind()), "text", item.text(), "reason", item.reason()))
            .toList());
    body.put("command", plan.command());
    JsonFile.write(file, "freshet/launch/1", body);
  }

  /**
   * Writes checks.
   *
   * @param file where to
   * @param pid the JVM that was looked at
   * @param checks what to write
   */
  public static void write(Path file, long pid, List<LaunchCheck> checks) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("pid", pid);
    body.put(
        "checks",
        checks.stream()
            .map(
                check ->
                    Map.of(
                        "what", check.what(),
                        "wanted", check.wanted(),
                        "actual", check.actual(),
                        "result", word(check.result())))
            .toList());
    JsonFile.write(file, "freshet/launch-verify/1", body);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
