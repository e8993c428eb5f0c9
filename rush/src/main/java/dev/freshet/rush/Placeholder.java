package dev.freshet.rush;

/** Placeholder. */
public final class Placeholder {
  private Placeholder() {}
}
