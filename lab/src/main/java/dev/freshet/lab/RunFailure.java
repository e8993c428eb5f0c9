package dev.freshet.lab;

/**
 * Why a run gave no figures.
 *
 * <p>Immutable.
 *
 * @param reason {@code crashed}, {@code out of memory}, {@code hung} or {@code wrong result}
 * @param detail one line
 */
public record RunFailure(String reason, String detail) {
  @Override
  public String toString() {
    return detail.isBlank() ? reason : reason + ": " + detail;
  }
}
