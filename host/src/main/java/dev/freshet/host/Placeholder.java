package dev.freshet.host;

/** Placeholder. */
public final class Placeholder {
  private Placeholder() {}
}
