package dev.freshet.doctor.show;

import dev.freshet.doctor.Diagnosis;
import dev.freshet.doctor.Diagnosis.Layer;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.Verdict.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A diagnosis in lines for a terminal: verdicts first, what was not seen last. */
public final class DoctorText {
  private DoctorText() {}

  /**
   * The lines.
   *
   * @param diagnosis what was found
   * @return lines without line ends
   */
  public static List<String> lines(Diagnosis diagnosis) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(diagnosis));
    int number = 1;
    for (Verdict verdict : diagnosis.verdicts()) {
      lines.add("");
      addVerdict(lines, number++, verdict);
    }
    if (!diagnosis.verdicts().isEmpty()) {
      lines.add("");
      lines.add(unexplained(diagnosis));
    }
    diagnosis.remarks().forEach(remark -> lines.add("remark: " + remark));
    lines.add("");
    for (Layer layer : diagnosis.layers()) {
      lines.add(
          (layer.available() ? "read:     " : "missing:  ") + layer.name() + ": " + layer.detail());
    }
    diagnosis.notChecked().forEach(line -> lines.add("not checked: " + line));
    lines.add(cost(diagnosis));
    if (!diagnosis.leftBehind().isEmpty()) {
      lines.add("left in the target: " + diagnosis.leftBehind());
    }
    return lines;
  }

  /**
   * The whole in one sentence.
   *
   * @param diagnosis what was found
   * @return a line
   */
  public static String headline(Diagnosis diagnosis) {
    String seen =
        String.format(
            Locale.ROOT,
            "in %s of %.1f s",
            Words.count(diagnosis.windows().count(), "window"),
            diagnosis.windows().millis() / 1000.0);
    if (diagnosis.verdicts().isEmpty()) {
      return "No finding " + seen + ".";
    }
    Verdict first = diagnosis.verdicts().getFirst();
    return Words.count(diagnosis.verdicts().size(), "finding")
        + " "
        + seen
        + "; first: "
        + first.cause().words()
        + ".";
  }

  private static void addVerdict(List<String> lines, int number, Verdict verdict) {
    lines.add(
        number
            + ". "
            + verdict.cause().id()
            + " "
            + verdict.cause().words().toUpperCase(Locale.ROOT)
            + " ("
            + verdict.severity().name().toLowerCase(Locale.ROOT)
            + String.format(Locale.ROOT, ", confidence %.0f %%", 100 * verdict.confidence())
            + (verdict.stalledMs() > 0
                ? ", explains " + Words.millis(verdict.stalledMs()) + " of stall"
                : "")
            + ")");
    lines.add("   " + verdict.headline());
    for (Evidence evidence : verdict.evidence()) {
      lines.add(
          "   - "
              + evidence.counter()
              + ": "
              + evidence.before()
              + " -> "
              + evidence.after()
              + "  ["
              + evidence.where()
              + "]");
    }
    lines.add("   fix:  " + verdict.fix());
    lines.add("   undo: " + verdict.undo());
  }

  static String unexplained(Diagnosis diagnosis) {
    return "Not explained: "
        + Words.millis(diagnosis.unexplainedMs())
        + " of "
        + Words.millis(diagnosis.stalledMs())
        + " that threads stood still.";
  }

  static String cost(Diagnosis diagnosis) {
    return "own cost: "
        + Words.percent(diagnosis.ownCpuPercent())
        + " of one processor in the target (threads of recorder, attach and JMX; what the program's"
        + " own threads pay for events is not seen), "
        + Words.percent(diagnosis.doctorCpuPercent())
        + " in the doctor";
  }
}
