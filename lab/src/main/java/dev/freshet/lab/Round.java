package dev.freshet.lab;

import org.jspecify.annotations.Nullable;

/**
 * One run of one cell, and what went on beside it. Either measured or failed.
 *
 * <p>Immutable.
 *
 * @param number the round it belongs to, from 1
 * @param seconds how long it took in all, start of the JVM included
 * @param stealPercent CPU time that the hypervisor withheld meanwhile, 0 to 100; NaN if not known
 * @param neighboursPercent CPU time that other processes took meanwhile, of all CPUs, 0 to 100; NaN
 *     if not known
 * @param measurement the figures; null if it failed
 * @param failure why there are none; null if it was measured
 */
public record Round(
    int number,
    double seconds,
    double stealPercent,
    double neighboursPercent,
    @Nullable Measurement measurement,
    @Nullable RunFailure failure) {}
