package dev.freshet.cli.lab;

import dev.freshet.cli.ExitCode;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.result.LabJson;
import dev.freshet.lab.result.LabPage;
import dev.freshet.lab.result.LabVerdict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that a lab writes.
 *
 * @param request what was asked for
 * @param json where the JSON goes, or null for none
 * @param report where the page goes, or null for none
 */
public record LabFiles(LabRequest request, @Nullable Path json, @Nullable Path report) {
  /** Writes both. */
  void write(LabResult result, LabVerdict verdict, ExitCode code) {
    if (json != null) {
      LabJson.write(
          json, head(code, verdict.headline() + " " + verdict.sentence()), result, verdict);
    }
    if (report != null) {
      LabPage.write(report, request.command(), result, verdict);
    }
  }

  /**
   * Writes the JSON of a lab that found no result. What cannot be written must not hide what went
   * wrong first.
   *
   * @param line what went wrong
   * @param first the same as it was thrown
   */
  public void failed(@Nullable String line, Throwable first) {
    try {
      if (json != null) {
        LabJson.writeFailure(json, head(ExitCode.INTERNAL, String.valueOf(line)));
      }
    } catch (RuntimeException unwritable) {
      first.addSuppressed(unwritable);
    }
  }

  private Map<String, Object> head(ExitCode code, String verdict) {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("exitCode", code.code());
    head.put("verdict", verdict);
    head.put("command", request.command());
    return head;
  }
}
