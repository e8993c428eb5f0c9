/**
 * The engine of the pools: admission word, lane, grants and their workers, records, counters. Not
 * exported.
 *
 * <p>Naming law for memory modes: a plain field name read or written directly is volatile if the
 * field is declared so and confined to one thread otherwise; every weaker access goes through a
 * VarHandle whose method names the mode ({@code getAcquire}, {@code setRelease}, {@code
 * setOpaque}).
 */
package dev.freshet.core.engine;
