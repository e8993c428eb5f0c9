package dev.freshet.lab.guide;

import java.util.Locale;

/** What has to be chosen, in the order in which it is; later ones may look at earlier ones. */
public enum Decision implements Fact {
  /** Which way the work moves: a pool, keyed lanes, a batcher and so on. */
  MODEL,
  /** Which threads run the tasks of the pool. */
  WORKERS,
  /** Which waiting task is next. */
  DISCIPLINE,
  /** How the limit moves. */
  SIZING,
  /** What happens when limit and lane are full. */
  OVERFLOW;

  @Override
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Kind kind() {
    return Kind.NAME;
  }
}
