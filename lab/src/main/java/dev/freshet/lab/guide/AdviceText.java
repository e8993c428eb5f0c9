package dev.freshet.lab.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes an {@link Advice} as lines of text. Used by one thread, for one advice. */
final class AdviceText {
  private static final int LABEL = 14;
  private static final String INDENT = "  ";

  private final List<String> lines = new ArrayList<>();
  private final int width;

  AdviceText(int width) {
    this.width = width;
  }

  List<String> write(Advice advice) {
    lines.add(advice.model());
    lines.add("");
    lines.add(INDENT + advice.java());
    lines.add("");
    Advice.Pool pool = advice.pool();
    if (pool != null) {
      entry(
          "in flight",
          String.format(
              Locale.ROOT,
              "%,d tasks at the peak of %s (Little's law); limit %,d, %,d may wait",
              pool.inFlight(),
              advice.load().text(Answer.PEAK),
              pool.limit(),
              pool.laneCapacity()));
      entry(
          "bears",
          Kind.RATE.print(Math.round(pool.kneePerSecond()))
              + ", then "
              + (pool.bound().equals("cpu") ? "the processors are" : "the limit is")
              + " used up");
    }
    entry("million tasks", advice.cost().text());
    lines.add("");
    lines.add("Why");
    for (Advice.Reason reason : advice.reasons()) {
      entry(reason.decision().key(), reason.choice() + ": " + reason.because());
      Advice.Figure figure = reason.figure();
      if (figure != null) {
        entry("", "[" + figure.text() + "]");
      }
    }
    section("Watch out", advice.remarks());
    changes(advice.changes());
    lines.add("");
    lines.add("Figures: " + advice.figuresFrom());
    return List.copyOf(lines);
  }

  private void section(String title, List<String> texts) {
    if (!texts.isEmpty()) {
      lines.add("");
      lines.add(title);
      texts.forEach(text -> wrap(INDENT + "- ", INDENT + INDENT, text));
    }
  }

  private void changes(List<Advice.Change> changes) {
    lines.add("");
    lines.add("What would change it");
    if (changes.isEmpty()) {
      lines.add(INDENT + "no other single answer");
    }
    for (Advice.Change change : changes) {
      wrap(INDENT, INDENT.repeat(3), change.text() + " -> " + String.join("; ", change.then()));
    }
  }

  private void entry(String label, String text) {
    String first = (INDENT + label + " ".repeat(LABEL)).substring(0, LABEL + INDENT.length());
    wrap(first, " ".repeat(first.length()), text);
  }

  private void wrap(String first, String others, String text) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(others);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
  }
}
