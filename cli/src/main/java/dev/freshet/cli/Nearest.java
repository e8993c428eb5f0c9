package dev.freshet.cli;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name that a mistyped word most likely meant.
 *
 * <p>Example: {@code Nearest.to("dril", List.of("drill", "rush"))} is {@code "drill"}.
 *
 * <p>The measure is the optimal string alignment distance (Levenshtein's insertions, deletions and
 * substitutions, plus swapped neighbours, each once). O(length²) per candidate. Thread-safe.
 */
public final class Nearest {
  private Nearest() {}

  /**
   * The closest name, if one is close: at most one edit per three letters, and at least one edit is
   * always forgiven. A name that the word is the beginning of counts as one edit away.
   *
   * @param word what was typed
   * @param names what could have been meant
   * @return the closest name, or nothing when none is close
   */
  public static Optional<String> to(String word, Collection<String> names) {
    String typed = word.toLowerCase(Locale.ROOT);
    int allowed = Math.max(1, typed.length() / 3);
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String name : names) {
      String candidate = name.toLowerCase(Locale.ROOT);
      int distance = distance(typed, candidate);
      if (typed.length() >= 2 && candidate.startsWith(typed)) {
        distance = Math.min(distance, 1);
      }
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    return bestDistance <= allowed ? Optional.ofNullable(best) : Optional.empty();
  }

  /**
   * The half sentence to append to a complaint about an unknown name.
   *
   * @param word what was typed
   * @param names what could have been meant
   * @return {@code "; did you mean 'drill'?"}, or the empty string when no name is close
   */
  public static String hint(String word, Collection<String> names) {
    return to(word, names).map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      edits[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      edits[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(
                Math.min(edits[i - 1][j] + 1, edits[i][j - 1] + 1), edits[i - 1][j - 1] + same);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, edits[i - 2][j - 2] + 1);
        }
        edits[i][j] = least;
      }
    }
    return edits[a.length()][b.length()];
  }
}
