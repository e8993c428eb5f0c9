package dev.freshet.report.stats;

import java.util.Arrays;

/**
 * Which exceedances belong to one event: a single stall delays many requests.
 *
 * <h2>Source</h2>
 *
 * The intervals estimator of Ferro and Segers, Inference for clusters of extreme values, Journal of
 * the Royal Statistical Society B 65 (2003). The gaps between exceedances are a mixture: with
 * probability {@code theta} (the extremal index) a gap lies between two clusters and is
 * exponential, else it lies within one. The two first moments of the gaps give theta, and the
 * longest {@code theta k} gaps are taken as those between clusters. No run length has to be chosen.
 *
 * <h2>What differs</h2>
 *
 * The paper goes on with the largest value of each cluster. Here all exceedances stay, and the
 * clusters only say how much they weigh (see {@link Information#inflation}). The reason is what a
 * stall does: of requests that queue up behind it the first waits for all of it and the next ones
 * for ever less, so the longest waits of the clusters have another distribution than the waits, and
 * a quantile over requests that is read from them is wrong. Fawcett and Walshaw, Estimating return
 * levels from serially dependent extremes, Environmetrics 23 (2012), come to the same for weather.
 *
 * <p>Exceedances that all follow one another are one cluster.
 *
 * @param extremalIndex from above 0 to 1; 1 for independent values, 0.2 for events of five
 * @param of number of the cluster of each exceedance, ascending from 0
 * @param count number of clusters
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package; compared by nobody
record Clusters(double extremalIndex, int[] of, int count) {

  static Clusters of(int[] times) {
    int k = times.length;
    int[] of = new int[k];
    if (k < 2) {
      return new Clusters(1, of, k);
    }
    int[] gaps = new int[k - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = times[i + 1] - times[i];
    }
    double index = index(gaps);
    int between = Math.min(k - 1, (int) (index * (k - 1)));
    int[] ascending = gaps.clone();
    Arrays.sort(ascending);
    // Gaps as long as the longest one within a cluster cannot be told from it.
    int within = between == k - 1 ? 0 : ascending[k - 2 - between];
    int number = 0;
    for (int i = 1; i < k; i++) {
      number += gaps[i - 1] > within ? 1 : 0;
      of[i] = number;
    }
    return new Clusters(index, of, number + 1);
  }

  /** The mean size of the cluster of a member: large clusters have more members. */
  double meanSizeOfMember() {
    int[] sizes = new int[count];
    for (int cluster : of) {
      sizes[cluster]++;
    }
    double squares = 0;
    for (int size : sizes) {
      squares += (double) size * size;
    }
    return of.length == 0 ? 1 : squares / of.length;
  }

  private static double index(int[] gaps) {
    boolean longGaps = false;
    for (int gap : gaps) {
      longGaps |= gap > 2;
    }
    if (!longGaps) {
      // One single run. The paper has a formula for that, which calls it independent.
      return 1.0 / (gaps.length + 1);
    }
    double sum = 0;
    double squares = 0;
    for (double gap : gaps) {
      sum += gap - 1;
      squares += (gap - 1) * (gap - 2);
    }
    return Math.min(1, 2 * sum * sum / (gaps.length * squares));
  }
}
