package dev.freshet.core;

/** Placeholder. */
public final class Placeholder {
  private Placeholder() {}
}
