package dev.freshet.doctor.show;

import dev.freshet.doctor.Diagnosis;
import dev.freshet.doctor.Diagnosis.Layer;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.look.Examination;
import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.JvmEvent.Allocation;
import dev.freshet.doctor.window.JvmEvent.CpuSample;
import dev.freshet.doctor.window.JvmEvent.Pause;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.ThreadUse;
import dev.freshet.report.Axis;
import dev.freshet.report.Cell;
import dev.freshet.report.FlameGraph;
import dev.freshet.report.HeatMap;
import dev.freshet.report.HtmlReport;
import dev.freshet.report.SortableTable;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes an examination as one HTML file: the verdict, then the timeline, then the tables. */
public final class DoctorPage {
  /** Upper edges of the rows of the pause map, in milliseconds; the last row has none. */
  private static final double[] PAUSES = {0.1, 0.5, 2};

  private DoctorPage() {}

  /**
   * Writes.
   *
   * @param file where to; its folder must exist
   * @param command the command, without secrets
   * @param examination what was found and what it rests on
   */
  public static void write(Path file, String command, Examination examination) {
    Diagnosis diagnosis = examination.diagnosis();
    HtmlReport.Builder page =
        HtmlReport.titled("Doctor")
            .lead(
                "A look at process "
                    + examination.target().pid()
                    + ": "
                    + examination.target().command())
            .command(command)
            .stamp(ZonedDateTime.now(ZoneId.systemDefault()))
            .verdict(
                diagnosis.verdicts().isEmpty(),
                DoctorText.headline(diagnosis),
                diagnosis.verdicts().isEmpty()
                    ? "No cause met its threshold in three windows in a row."
                    : diagnosis.verdicts().getFirst().headline());
    addVerdicts(page, diagnosis);
    page.timeline(DoctorTimeline.of(examination.windows()));
    addPauses(page, examination.windows());
    addThreads(page, examination.windows());
    addFlames(page, examination.windows());
    addLayers(page, diagnosis);
    page.write(file);
  }

  private static void addVerdicts(HtmlReport.Builder page, Diagnosis diagnosis) {
    for (Verdict verdict : diagnosis.verdicts()) {
      List<List<String>> rows =
          verdict.evidence().stream()
              .map(e -> List.of(e.counter(), e.before(), e.after(), e.where()))
              .toList();
      page.table(
          verdict.cause().id() + " " + verdict.cause().words(),
          List.of("evidence", "before, or allowed", "found", "read from"),
          rows,
          String.format(
              Locale.ROOT,
              "%s. %s, confidence %.0f %%, explains %s of stall.",
              verdict.headline(),
              verdict.severity().name().toLowerCase(Locale.ROOT),
              100 * verdict.confidence(),
              Words.millis(verdict.stalledMs())));
      page.paragraph("Fix: " + verdict.fix() + "\nUndo: " + verdict.undo());
    }
    if (!diagnosis.verdicts().isEmpty()) {
      page.paragraph(DoctorText.unexplained(diagnosis));
    }
    diagnosis.remarks().forEach(page::paragraph);
  }

  private static void addPauses(HtmlReport.Builder page, List<Window> windows) {
    double[][] counts = new double[PAUSES.length + 1][windows.size()];
    boolean any = false;
    for (int i = 0; i < windows.size(); i++) {
      for (JvmEvent event : windows.get(i).events()) {
        if (event instanceof Pause pause) {
          counts[row(pause.ms())][i]++;
          any = true;
        }
      }
    }
    if (!any) {
      return;
    }
    double[] edges = new double[windows.size() + 1];
    for (int i = 0; i < windows.size(); i++) {
      edges[i] = windows.get(i).startMs();
      edges[i + 1] = windows.get(i).startMs() + windows.get(i).millis();
    }
    HeatMap.Builder map =
        HeatMap.titled("Pauses by length")
            .x(Axis.linear("time since the look began", "ms"))
            .values(Axis.linear("pauses", ""))
            .edges(edges);
    map.row("above 2 ms", counts[3]);
    map.row("0.5 to 2 ms", counts[2]);
    map.row("0.1 to 0.5 ms", counts[1]);
    map.row("up to 0.1 ms", counts[0]);
    page.heatMap(map.build());
  }

  private static int row(double ms) {
    int row = 0;
    while (row < PAUSES.length && ms > PAUSES[row]) {
      row++;
    }
    return row;
  }

  private static void addThreads(HtmlReport.Builder page, List<Window> windows) {
    Map<Integer, double[]> sums = new LinkedHashMap<>();
    Map<Integer, ThreadUse> last = new LinkedHashMap<>();
    for (Window window : windows) {
      for (ThreadUse thread : window.threads()) {
        double[] sum = sums.computeIfAbsent(thread.tid(), tid -> new double[4]);
        sum[0] += thread.runMs();
        sum[1] += thread.waitMs();
        sum[2] += thread.involuntary();
        sum[3] += Math.max(0, thread.migrations());
        last.put(thread.tid(), thread);
      }
    }
    SortableTable.Builder table =
        SortableTable.titled("Threads")
            .note("Time on a processor, and time a thread could run and did not, over the look.")
            .column("thread")
            .column("tid")
            .column("for")
            .column("ran")
            .column("waited")
            .column("preempted")
            .column("moved");
    sums.forEach(
        (tid, sum) -> {
          ThreadUse thread = last.getOrDefault(tid, windows.getLast().threads().getFirst());
          table.row(
              List.of(
                  Cell.text(thread.name().isBlank() ? "?" : thread.name()),
                  Cell.of(tid, ""),
                  Cell.text(thread.role().name().toLowerCase(Locale.ROOT)),
                  Cell.of(sum[0], "ms"),
                  Cell.of(sum[1], "ms"),
                  Cell.of(sum[2], ""),
                  Cell.of(sum[3], "")));
        });
    page.sortableTable(table.build());
  }

  private static void addFlames(HtmlReport.Builder page, List<Window> windows) {
    FlameGraph.Builder cpu =
        FlameGraph.titled("Where processor time goes").note("Samples of 20 ms each.");
    FlameGraph.Builder allocation =
        FlameGraph.titled("Where memory is allocated").unit("KiB").note("Sampled.");
    boolean anyCpu = false;
    boolean anyAllocation = false;
    for (Window window : windows) {
      for (JvmEvent event : window.events()) {
        if (event instanceof CpuSample sample && !sample.stack().isEmpty()) {
          cpu.stack(upright(sample.stack(), ""), 1);
          anyCpu = true;
        } else if (event instanceof Allocation some && !some.stack().isEmpty()) {
          allocation.stack(
              upright(some.stack(), some.objectClass()), Math.round(some.bytes() / 1024));
          anyAllocation = true;
        }
      }
    }
    if (anyCpu) {
      page.flameGraph(cpu.build());
    }
    if (anyAllocation) {
      page.flameGraph(allocation.build());
    }
  }

  /** Callers first; what was allocated on top. */
  private static List<String> upright(List<String> stack, String top) {
    List<String> frames = new ArrayList<>(stack.reversed());
    if (!top.isEmpty()) {
      frames.add(top);
    }
    return frames;
  }

  private static void addLayers(HtmlReport.Builder page, Diagnosis diagnosis) {
    List<List<String>> rows = new ArrayList<>();
    for (Layer layer : diagnosis.layers()) {
      rows.add(List.of(layer.name(), layer.available() ? "read" : "missing", layer.detail()));
    }
    diagnosis.notChecked().forEach(line -> rows.add(List.of("", "not checked", line)));
    page.table("What was read", List.of("layer", "", "detail"), rows, DoctorText.cost(diagnosis));
    page.facts("Target", diagnosis.target());
    if (!diagnosis.leftBehind().isEmpty()) {
      page.paragraph("Left in the target: " + diagnosis.leftBehind() + ".");
    }
  }
}
