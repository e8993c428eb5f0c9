package dev.freshet.cli;

/** Placeholder. */
public final class Placeholder {
  private Placeholder() {}
}
