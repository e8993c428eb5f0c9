package dev.freshet.doctor.source;

/**
 * The scheduler of virtual threads at one moment.
 *
 * @param parallelism carriers it aims at
 * @param poolSize carriers there are
 * @param mounted carriers that carry
 * @param queued virtual threads that wait for a carrier
 */
public record Gauge(int parallelism, int poolSize, int mounted, long queued) {}
