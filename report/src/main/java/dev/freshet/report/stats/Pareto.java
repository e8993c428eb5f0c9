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
 *     Pareto.Rule.SHOWN);
 * pareto.front();     // names
 * pareto.standings(); // who is dominated by whom
 * }</pre>
 *
 * <p>A candidate dominates another if it is no worse on any axis and better on at least one. What
 * "better" means with noisy values is chosen by {@link Rule}. Either rule looks for estimates that
 * are no worse on every axis, which is an order without circles; so the front is never empty, and
 * the front by {@code SHOWN} holds all of the front by {@code ESTIMATES}. (A rule that forgave a
 * worse estimate wherever intervals overlap would let three candidates dominate each other in a
 * circle.) Cost: a comparison of each pair. Immutable.
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

  /** When one candidate is better than another on an axis. */
  public enum Rule {
    /** If its estimate is. Right for exact values; otherwise noise decides. */
    ESTIMATES,
    /** If its whole interval is: on at least one axis the intervals must not overlap. */
    SHOWN
  }

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
   * @param rule when one is better than another
   * @return where each candidate stands
   * @throws IllegalArgumentException if there is no axis, a candidate has not one value for each
   *     axis, or a name occurs twice
   */
  public static Pareto of(List<Direction> axes, List<Candidate> candidates, Rule rule) {
    requireSound(axes, candidates);
    List<Standing> standings = new ArrayList<>();
    for (Candidate candidate : candidates) {
      List<String> dominatedBy = new ArrayList<>();
      for (Candidate rival : candidates) {
        if (dominates(rival, candidate, axes, rule)) {
          dominatedBy.add(rival.name());
        }
      }
      standings.add(new Standing(candidate.name(), dominatedBy));
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

  private static boolean dominates(Candidate a, Candidate b, List<Direction> axes, Rule rule) {
    boolean better = false;
    for (int i = 0; i < axes.size(); i++) {
      Interval mine = axes.get(i).cost(a.values().get(i));
      Interval theirs = axes.get(i).cost(b.values().get(i));
      if (mine.estimate() > theirs.estimate()) {
        return false;
      }
      better |=
          rule == Rule.SHOWN ? mine.high() < theirs.low() : mine.estimate() < theirs.estimate();
    }
    return better;
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
