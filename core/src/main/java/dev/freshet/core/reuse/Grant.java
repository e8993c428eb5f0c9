package dev.freshet.core.reuse;

/** What somebody gets who asks for a place: an entry with it, the place alone, or a refusal. */
sealed interface Grant permits Entry, Grant.Bare {
  /** Grants without an entry. */
  enum Bare implements Grant {
    /** A place; the object is to be opened. */
    PLACE,
    /** No place, all are taken. */
    NONE,
    /** No place, the pool is closed. */
    CLOSED
  }
}
