package dev.freshet.lab.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what would change an answer, by asking the same rules again: each named answer with its
 * other names, each quantity upwards and downwards to the nearest value at which something else is
 * chosen or something new has to be said. All other answers stay.
 *
 * <p>A quantity is walked in steps of a half, with the bounds of the rules as further steps, so
 * that no rule about it is passed over; then the step is bisected. What follows from several
 * answers (Little's law) is found as well, because the rules are asked and not read.
 */
final class Counterfactuals {
  private final RuleBook book;
  private final Outcome now;

  Counterfactuals(RuleBook book, Outcome now) {
    this.book = book;
    this.now = now;
  }

  List<Advice.Change> find() {
    List<Advice.Change> changes = new ArrayList<>();
    for (Answer answer : Answer.values()) {
      if (answer.kind().isNumber()) {
        for (boolean up : new boolean[] {false, true}) {
          Advice.Change nearest = nearest(answer, up, this::choosesElse);
          add(changes, nearest);
          Advice.Change remark = nearest(answer, up, this::saysMore);
          if (remark != null && (nearest == null || !remark.to().equals(nearest.to()))) {
            changes.add(remark);
          }
        }
      } else {
        for (long other = 0; other <= answer.most(); other++) {
          Outcome then = with(answer, other);
          if (other != load().get(answer) && (choosesElse(then) || saysMore(then))) {
            changes.add(change(answer, other, answer.key() + " " + answer.print(other), then));
          }
        }
      }
    }
    return changes;
  }

  private static void add(List<Advice.Change> changes, Advice.@Nullable Change change) {
    if (change != null) {
      changes.add(change);
    }
  }

  private Load load() {
    return now.facts().load();
  }

  private Outcome with(Answer answer, long value) {
    return Outcome.of(book, load().with(answer, value));
  }

  private boolean choosesElse(Outcome other) {
    return !names(other).equals(names(now));
  }

  private boolean saysMore(Outcome other) {
    return !said(now).containsAll(said(other));
  }

  private static Map<Decision, String> names(Outcome outcome) {
    return outcome.rules().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().choose()));
  }

  private static Set<String> said(Outcome outcome) {
    return outcome.remarks().stream().map(Rule.Remark::id).collect(Collectors.toSet());
  }

  private Advice.@Nullable Change nearest(Answer answer, boolean up, Predicate<Outcome> differs) {
    long same = load().get(answer);
    for (long step : steps(answer, up)) {
      if (differs.test(with(answer, step))) {
        long found = bisect(answer, same, step, differs);
        long shown = written(answer, found, up, differs);
        if (shown < 0) {
          return null;
        }
        return change(
            answer,
            shown,
            answer.key() + " " + answer.print(shown) + (up ? " or more" : " or less"),
            with(answer, shown));
      }
      same = step;
    }
    return null;
  }

  /** Values from the present one to the end of what is allowed, nearest first. */
  private Iterable<Long> steps(Answer answer, boolean up) {
    long from = load().get(answer);
    TreeSet<Long> steps = new TreeSet<>();
    for (long bound : book.boundsOf(answer)) {
      steps.addAll(List.of(bound - 1, bound, bound + 1));
    }
    for (double value = (double) Math.max(1, from);
        value <= (double) answer.most();
        value = value * 1.5 + 1) {
      steps.add((long) value);
    }
    for (double value = (double) from; value >= 1; value /= 1.5) {
      steps.add((long) value);
    }
    steps.add(answer.least());
    steps.add(answer.most());
    Set<Long> beyond =
        up
            ? steps.subSet(from, false, answer.most(), true)
            : steps
                .subSet(answer.least(), true, Math.max(from, answer.least()), false)
                .descendingSet();
    return beyond;
  }

  /** The value nearest to one that changes nothing, between it and one that does. */
  private long bisect(Answer answer, long same, long other, Predicate<Outcome> differs) {
    long near = same;
    long far = other;
    while (Math.abs(far - near) > 1) {
      long middle = near + (far - near) / 2;
      if (differs.test(with(answer, middle))) {
        far = middle;
      } else {
        near = middle;
      }
    }
    return far;
  }

  /**
   * The value itself or, a little further, one that can be written with few digits; -1 if no value
   * that can be written makes a difference.
   */
  private long written(Answer answer, long value, boolean up, Predicate<Outcome> differs) {
    for (long slack :
        new long[] {0, value / 200 + 1, value / 100 + 1, value / 50 + 1, value / 10 + 1}) {
      long rough = up ? value + slack : value - slack;
      if (rough < answer.least() || rough > answer.most()) {
        continue;
      }
      long shown = answer.kind().parse(answer.print(rough));
      boolean beyond = up ? shown >= value : shown <= value;
      if (beyond
          && shown >= answer.least()
          && shown <= answer.most()
          && differs.test(with(answer, shown))) {
        return shown;
      }
    }
    return -1;
  }

  private Advice.Change change(Answer answer, long to, String text, Outcome then) {
    List<String> differences = new ArrayList<>();
    Map<Decision, Choice> before = now.choices();
    for (Map.Entry<Decision, Choice> choice : then.choices().entrySet()) {
      Choice old = before.get(choice.getKey());
      if (old == null || !old.equals(choice.getValue())) {
        differences.add(choice.getKey().key() + " " + choice.getValue().title());
      }
    }
    Set<String> said = said(now);
    for (Rule.Remark remark : then.remarks()) {
      if (!said.contains(remark.id())) {
        differences.add(then.fill(remark.say()));
      }
    }
    return new Advice.Change(answer, load().text(answer), answer.print(to), text, differences);
  }
}
