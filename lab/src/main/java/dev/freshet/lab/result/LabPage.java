package dev.freshet.lab.result;

import dev.freshet.lab.LabResult;
import dev.freshet.report.HtmlReport;
import java.nio.file.Path;

/** Writes the report of a lab: one self-contained HTML file, the verdict first. */
public final class LabPage {
  private LabPage() {}

  /**
   * Writes the page.
   *
   * @param file where to
   * @param command what made it
   * @param result what to show
   * @param verdict what it amounts to
   */
  public static void write(Path file, String command, LabResult result, LabVerdict verdict) {
    HtmlReport.titled("Lab")
        .command(command)
        .verdict(verdict.good(), verdict.headline(), verdict.sentence())
        .write(file);
  }
}
