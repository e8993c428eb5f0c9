package dev.freshet.market;

/** Placeholder. */
public final class Placeholder {
  private Placeholder() {}
}
