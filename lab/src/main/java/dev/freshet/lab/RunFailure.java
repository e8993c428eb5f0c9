package dev.freshet.lab;

/**
 * Why a run gave no figures.
 *
 * <p>Immutable.
 *
 * @param reason {@code crashed}, {@code out of memory}, {@code hung}, {@code wrong result}, or
 *     {@code lost} if the lab could not start the run or read what it wrote
 * @param detail one line
 */
public record RunFailure(String reason, String detail) {
  @Override
  public String toString() {
    return detail.isBlank() ? reason : reason + ": " + detail;
  }
}
