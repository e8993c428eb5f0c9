package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.Verdict.Evidence;
import dev.freshet.doctor.Verdict.Severity;
import dev.freshet.doctor.window.Window;
import java.util.ArrayList;
import java.util.List;

/** Writes a verdict. Not thread-safe: made and used within one look. */
final class Finding {
  private final Cause cause;
  private final List<Evidence> evidence = new ArrayList<>();
  private Severity severity = Severity.WARNING;
  private String headline = "";
  private String fix = "";
  private String undo = "";
  private int agree;
  private int checks;

  Finding(Cause cause) {
    this.cause = cause;
  }

  Finding critical(boolean critical) {
    severity = critical ? Severity.CRITICAL : Severity.WARNING;
    return this;
  }

  Finding note() {
    severity = Severity.NOTE;
    return this;
  }

  Finding headline(String text) {
    headline = text;
    return this;
  }

  Finding evidence(Evidence item) {
    evidence.add(item);
    return this;
  }

  Finding evidence(String counter, String before, String after, String where) {
    return evidence(new Evidence(counter, before, after, where));
  }

  /** One more check of the cause; what could not be checked does not agree. */
  Finding check(boolean agrees) {
    checks++;
    agree += agrees ? 1 : 0;
    return this;
  }

  Finding fix(String command, String back) {
    fix = command;
    undo = back;
    return this;
  }

  Verdict verdict(List<Window> windows) {
    return new Verdict(
        cause,
        severity,
        checks == 0 ? 1 : (double) agree / checks,
        headline,
        Stall.ms(Stall.explainedBy(cause), windows),
        evidence,
        fix,
        undo);
  }
}
