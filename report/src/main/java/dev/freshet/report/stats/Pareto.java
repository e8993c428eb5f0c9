package dev.freshet.report.stats;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The Pareto front of some candidates: those that no other candidate beats.
 *
 * <pre>{@code
 * Pareto pareto = Pareto.of(
 *     List.of(Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER),  // ops/s, MiB
 *     List.of(
 *         new Pareto.Candidate("ring", List.of(ringOps, ringMib)),
 *         new Pareto.Candidate("pool", List.of(poolOps, poolMib))),
 *     (one, other, axis) -> comparison(one, other, axis).verdict() == Verdict.BETTER);
 * pareto.front();     // names
 * pareto.standings(); // who is dominated by whom
 * }</pre>
 *
 * <p>A candidate dominates another if its estimate is worse on no axis, and on at least one it is
 * better and shown to be. With noisy values it takes more than the estimates to show that; a {@link
 * Shown} says what. Whatever it says, estimates that are worse nowhere and better somewhere are an
 * order without circles; so the front is never empty, and holds all of the front by {@link
 * #ESTIMATES}. (A rule that forgave a worse estimate wherever intervals overlap would let three
 * candidates dominate each other in a circle.) Cost: a comparison of each pair. Immutable.
 *
 * @param standings one for each candidate, in the order given
 */
public record Pareto(List<Standing> standings) {

  /**
   * Keeps an unmodifiable copy.
   *
   * @throws NullPointerException if the list or an element is null
   */
  public Pareto {
    standings = List.copyOf(standings);
  }

  /** Says whether a better estimate is shown to be better. */
  @FunctionalInterface
  public interface Shown {
    /**
     * Asked only where the estimate of the one is better than that of the rival.
     *
     * @param candidate index of the one, in the order given
     * @param rival index of the other
     * @param axis index of the axis
     * @return true if the difference is more than noise
     */
    boolean better(int candidate, int rival, int axis);
  }

  /** Takes every estimate at its word. Right for exact values; otherwise noise decides. */
  public static final Shown ESTIMATES = (_, _, _) -> true;

  /**
   * What is to be ranked.
   *
   * @param name unique among the candidates
   * @param values one for each axis; {@link Interval#exact} where there is no noise
   */
  public record Candidate(String name, List<Interval> values) {

    /**
     * Keeps an unmodifiable copy of the values.
     *
     * @throws NullPointerException if an argument or a value is null
     * @throws IllegalArgumentException if the name is blank
     */
    public Candidate {
      if (name.isBlank()) {
        throw new IllegalArgumentException("name is blank; needs a text");
      }
      values = List.copyOf(values);
    }
  }

  /**
   * Where a candidate stands.
   *
   * @param name the candidate
   * @param dominatedBy names of all that dominate it, in the order given; empty on the front
   */
  public record Standing(String name, List<String> dominatedBy) {

    /**
     * Keeps an unmodifiable copy of the names.
     *
     * @throws NullPointerException if an argument or a name is null
     */
    public Standing {
      Objects.requireNonNull(name, "name");
      dominatedBy = List.copyOf(dominatedBy);
    }

    /**
     * Whether nothing dominates the candidate.
     *
     * @return true on the front
     */
    public boolean onFront() {
      return dominatedBy.isEmpty();
    }
  }

  /**
   * Finds the front.
   *
   * @param axes which way each axis improves
   * @param candidates what is to be ranked; equal ones do not dominate each other
   * @param shown whether a better estimate counts
   * @return where each candidate stands
   * @throws IllegalArgumentException if there is no axis, a candidate has not one value for each
   *     axis, or a name occurs twice
   */
  public static Pareto of(List<Direction> axes, List<Candidate> candidates, Shown shown) {
    requireSound(axes, candidates);
    List<Standing> standings = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      List<String> dominatedBy = new ArrayList<>();
      for (int j = 0; j < candidates.size(); j++) {
        if (dominates(j, i, axes, candidates, shown)) {
          dominatedBy.add(candidates.get(j).name());
        }
      }
      standings.add(new Standing(candidates.get(i).name(), dominatedBy));
    }
    return new Pareto(standings);
  }

  private static void requireSound(List<Direction> axes, List<Candidate> candidates) {
    if (axes.isEmpty()) {
      throw new IllegalArgumentException("axes is empty; needs at least one");
    }
    Set<String> names = new HashSet<>();
    for (Candidate candidate : candidates) {
      if (candidate.values().size() != axes.size()) {
        throw new IllegalArgumentException(
            "candidate %s has %d values; needs %d, one for each axis"
                .formatted(candidate.name(), candidate.values().size(), axes.size()));
      }
      if (!names.add(candidate.name())) {
        throw new IllegalArgumentException(
            "candidate %s occurs twice; names must be unique".formatted(candidate.name()));
      }
    }
  }

  private static boolean dominates(
      int one, int other, List<Direction> axes, List<Candidate> candidates, Shown shown) {
    boolean better = false;
    for (int axis = 0; axis < axes.size(); axis++) {
      double mine = cost(axes, candidates, one, axis);
      double theirs = cost(axes, candidates, other, axis);
      if (mine > theirs) {
        return false;
      }
      better |= mine < theirs && shown.better(one, other, axis);
    }
    return better;
  }

  private static double cost(
      List<Direction> axes, List<Candidate> candidates, int candidate, int axis) {
    return axes.get(axis).cost(candidates.get(candidate).values().get(axis)).estimate();
  }

  /**
   * The names on the front.
   *
   * @return in the order given; empty only if there was no candidate
   */
  public List<String> front() {
    return standings.stream().filter(Standing::onFront).map(Standing::name).toList();
  }
}
