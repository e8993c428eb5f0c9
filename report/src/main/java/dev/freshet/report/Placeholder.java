package dev.freshet.report;

/** Placeholder. */
public final class Placeholder {
  private Placeholder() {}
}
