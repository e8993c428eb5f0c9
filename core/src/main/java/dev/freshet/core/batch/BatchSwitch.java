package dev.freshet.core.batch;

/**
 * A change of mode. Immutable.
 *
 * @param from the mode before
 * @param to the mode after
 * @param sample the features that decided
 * @param reason in words, with figures
 */
public record BatchSwitch(BatchMode from, BatchMode to, BatchSample sample, String reason) {}
