package dev.freshet.market.store;

/**
 * A place in the write-ahead log.
 *
 * <p>Thread-safe: immutable.
 *
 * @param file name of the log file within the data folder
 * @param length bytes of it
 */
public record LogEnd(String file, long length) {}
