package dev.freshet.core.batch;

/** Decides the mode; one thread at a time. */
interface ModeRule {
  /** The mode from here on. */
  BatchMode next(BatchSample sample);

  /** Why the last change was made. */
  String reason();
}
