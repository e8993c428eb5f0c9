package dev.freshet.doctor.show;

import dev.freshet.doctor.Diagnosis;
import dev.freshet.doctor.Verdict;
import dev.freshet.report.JsonFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a diagnosis as JSON, schema {@code freshet/doctor/1}. Units stand in the names; what is
 * not known is null.
 */
public final class DoctorJson {
  /** Name and version. */
  public static final String SCHEMA = "freshet/doctor/1";

  private DoctorJson() {}

  /**
   * Writes.
   *
   * @param file where to; its folder must exist
   * @param exitCode what the command ends with
   * @param command the command, without secrets
   * @param diagnosis what was found
   */
  public static void write(Path file, int exitCode, String command, Diagnosis diagnosis) {
    Map<String, Object> body = head(exitCode, command, DoctorText.headline(diagnosis));
    body.put("target", diagnosis.target());
    body.put("layers", diagnosis.layers());
    body.put("windows", diagnosis.windows());
    body.put("verdicts", diagnosis.verdicts().stream().map(DoctorJson::verdict).toList());
    body.put("stalledMs", diagnosis.stalledMs());
    body.put("unexplainedMs", diagnosis.unexplainedMs());
    body.put("remarks", diagnosis.remarks());
    body.put("notChecked", diagnosis.notChecked());
    body.put("ownCpuPercent", diagnosis.ownCpuPercent());
    body.put("doctorCpuPercent", diagnosis.doctorCpuPercent());
    body.put("leftBehind", diagnosis.leftBehind());
    JsonFile.write(file, SCHEMA, body);
  }

  /**
   * Writes what there is to say when nothing could be seen, in the same shape.
   *
   * @param file where to; its folder must exist
   * @param exitCode what the command ends with
   * @param command the command, without secrets
   * @param pid what was to be looked at
   * @param reason why it was not
   */
  public static void writeFailure(
      Path file, int exitCode, String command, long pid, String reason) {
    Map<String, Object> body = head(exitCode, command, reason);
    body.put("target", Map.of("pid", String.valueOf(pid)));
    body.put("layers", List.of());
    body.put("windows", new Diagnosis.Windows(0, 0));
    body.put("verdicts", List.of());
    body.put("notChecked", List.of("all causes: " + reason));
    body.put("ownCpuPercent", null);
    JsonFile.write(file, SCHEMA, body);
  }

  private static Map<String, Object> head(int exitCode, String command, String verdict) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("exitCode", exitCode);
    body.put("verdict", verdict);
    body.put("command", command);
    return body;
  }

  private static Map<String, Object> verdict(Verdict verdict) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("cause", verdict.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    body.put("id", verdict.cause().id());
    body.put("severity", verdict.severity().name().toLowerCase(Locale.ROOT));
    body.put("confidence", verdict.confidence());
    body.put("headline", verdict.headline());
    body.put("stalledMs", verdict.stalledMs());
    body.put("evidence", verdict.evidence());
    body.put("fix", verdict.fix());
    body.put("undo", verdict.undo());
    return body;
  }
}
