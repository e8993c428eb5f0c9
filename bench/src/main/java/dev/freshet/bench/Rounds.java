package dev.freshet.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures cells in rounds: every cell once, then every cell again, so that drift of the machine
 * meets all subjects alike.
 */
final class Rounds {
  /** Runs one subject in one case once, in a JVM of its own. */
  interface Measurement {
    /** The scores; the first is shown as progress. */
    List<Score> run() throws Exception;
  }

  /**
   * A subject in a case.
   *
   * @param scenario the case, as it is shown while it runs
   * @param subject who runs
   * @param measurement how
   */
  record Cell(String scenario, String subject, Measurement measurement) {}

  /** What a row is about; scores of equal keys make one row. */
  private record Key(String scenario, String unit, String subject) {}

  /** What stands in one block of the table. */
  private record Block(String scenario, String unit) {}

  private final List<String> notes = new ArrayList<>();

  /** What could not be measured, and why. */
  List<String> notes() {
    return notes;
  }

  /** Runs all cells in as many rounds as are asked for and answers the rows, block by block. */
  List<Row> interleave(Effort effort, List<Cell> cells) throws Exception {
    return interleave(effort.rounds(), effort.budgetNanos(), cells);
  }

  /**
   * The same, but begins no round that would end beyond the budget if it took as long as the one
   * before it.
   */
  List<Row> interleave(int rounds, long budgetNanos, List<Cell> cells) throws Exception {
    long start = System.nanoTime();
    long last = start;
    Map<Key, List<Double>> scores = new LinkedHashMap<>();
    Set<Cell> left = new LinkedHashSet<>(cells);
    for (int round = 1; round <= rounds; round++) {
      long now = System.nanoTime();
      if (round > 1 && now - start + (now - last) > budgetNanos) {
        notes.add(
            "%d rounds of %d: the machine is too slow or too busy for more"
                .formatted(round - 1, rounds));
        break;
      }
      last = now;
      int done = 0;
      for (Cell cell : List.copyOf(left)) {
        long began = System.nanoTime();
        List<Score> own;
        try {
          own = cell.measurement().run();
        } catch (Fork.OutOfMemory e) {
          left.remove(cell);
          notes.add(
              cell.scenario() + " " + cell.subject() + ": left out, does not fit into its heap");
          continue;
        }
        for (Score score : own) {
          scores
              .computeIfAbsent(
                  new Key(score.scenario(), score.unit(), cell.subject()), _ -> new ArrayList<>())
              .add(score.value());
        }
        System.err.printf(
            Locale.ROOT,
            "[round %d/%d, %d/%d] %-12s %-24s %s %s (%.1f s)%n",
            round,
            rounds,
            ++done,
            left.size(),
            cell.scenario(),
            cell.subject(),
            Table.number(own.getFirst().value()),
            own.getFirst().unit(),
            (System.nanoTime() - began) / 1e9);
      }
    }
    return inBlocks(scores);
  }

  private static List<Row> inBlocks(Map<Key, List<Double>> scores) {
    Map<Block, List<Row>> blocks = new LinkedHashMap<>();
    scores.forEach(
        (key, values) ->
            blocks
                .computeIfAbsent(new Block(key.scenario(), key.unit()), _ -> new ArrayList<>())
                .add(new Row(key.scenario(), key.subject(), key.unit(), List.copyOf(values))));
    return blocks.values().stream().flatMap(List::stream).toList();
  }
}
