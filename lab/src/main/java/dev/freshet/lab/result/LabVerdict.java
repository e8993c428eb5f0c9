package dev.freshet.lab.result;

import dev.freshet.lab.Cell;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.Standing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a result amounts to, in words.
 *
 * @param good whether everything asked for was measured and could be ranked
 * @param ranked whether the subjects were ranked
 * @param headline a few words
 * @param sentence what it rests on
 */
public record LabVerdict(boolean good, boolean ranked, String headline, String sentence) {
  /**
   * Sums up.
   *
   * @param result what was measured
   * @param anyway whether to rank on a loud machine
   * @return the verdict
   */
  public static LabVerdict of(LabResult result, boolean anyway) {
    List<String> loud = result.loudness();
    List<Standing> standings = result.standings();
    if (standings.isEmpty()) {
      return new LabVerdict(false, false, "Nothing was compared.", rest(result));
    }
    if (!loud.isEmpty() && !anyway) {
      return new LabVerdict(
          false,
          false,
          "The machine is too loud to rank.",
          sentence(loud) + " The figures are kept; --anyway ranks them." + rest(result));
    }
    String headline = headline(standings);
    String fronts =
        standings.stream()
            .map(standing -> standing.title() + ": " + String.join(", ", standing.front()))
            .collect(Collectors.joining("; "));
    String caveat = loud.isEmpty() ? "" : " Ranked anyway: " + sentence(loud);
    return new LabVerdict(
        result.failed().isEmpty() && loud.isEmpty() && !result.interrupted(),
        true,
        headline,
        "Latency, CPU and memory: nobody beats these on all three. "
            + fronts
            + "."
            + caveat
            + rest(result));
  }

  /** The subjects that nobody beats under most of the workloads. */
  private static String headline(List<Standing> standings) {
    Map<String, Integer> fronts = new LinkedHashMap<>();
    standings.forEach(
        standing -> standing.front().forEach(subject -> fronts.merge(subject, 1, Integer::sum)));
    int most = Collections.max(fronts.values());
    String best =
        fronts.entrySet().stream()
            .filter(front -> front.getValue() == most)
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    if (standings.size() == 1) {
      return "On the front: " + best + ".";
    }
    return most == standings.size()
        ? "On every front: " + best + "."
        : "On %d of %d fronts: %s.".formatted(most, standings.size(), best);
  }

  private static String sentence(List<String> lines) {
    String joined = String.join("; ", lines);
    return joined.isEmpty()
        ? ""
        : Character.toUpperCase(joined.charAt(0)) + joined.substring(1) + ".";
  }

  private static String rest(LabResult result) {
    List<String> lines = new ArrayList<>();
    for (Cell cell : result.failed()) {
      lines.add(cell.key() + " failed (" + cell.failure() + ").");
    }
    if (result.interrupted()) {
      lines.add("Interrupted: %d whole rounds are in.".formatted(result.rounds()));
    }
    return lines.isEmpty() ? "" : " " + String.join(" ", lines);
  }
}
