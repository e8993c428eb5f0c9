package dev.freshet.report.stats;

/**
 * One candidate for the threshold of a {@link Tail}: evidence for the choice, to be printed as a
 * table. If xi wanders from row to row above the chosen threshold, the model does not hold.
 * Immutable.
 *
 * @param threshold the candidate, in the unit of the values
 * @param exceedances values above it
 * @param clusters events these belong to
 * @param meanExcess mean distance above the threshold; linear in the threshold where the model
 *     holds
 * @param xi shape of the fit, NaN if there was none
 * @param sigma scale of the fit in the unit of the values, NaN if there was none
 * @param andersonDarling distance between excesses and fit, NaN if there was no fit
 * @param pValue share of fits to true data that are at least as far off, NaN if there was no fit
 * @param forwardStop mean of {@code -log(1 - pValue)} over this row and all before; the last row
 *     where it is at most 0.05 is rejected, with all rows before; NaN if there was no fit
 * @param state what became of the candidate
 */
public record ThresholdCheck(
    double threshold,
    int exceedances,
    int clusters,
    double meanExcess,
    double xi,
    double sigma,
    double andersonDarling,
    double pValue,
    double forwardStop,
    State state) {

  /** What became of a candidate. */
  public enum State {
    /** The lowest threshold that the tests did not reject. */
    CHOSEN,
    /** Not rejected, but above the chosen one. */
    ACCEPTED,
    /** The excesses do not follow the distribution. */
    REJECTED,
    /** Too few clusters for a fit: fewer than 30. */
    TOO_FEW,
    /** Too many equal values: more than a tenth of the exceedances repeat another one. */
    TIED,
    /** The likelihood has no maximum. */
    NO_FIT
  }
}
