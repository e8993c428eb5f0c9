/**
 * Order per key over any pool. Start at {@link dev.freshet.core.keyed.KeyedLanes}.
 *
 * <p>Naming law for memory modes: a plain field name read or written directly is volatile if the
 * field is declared so and confined to one thread otherwise; every weaker access goes through a
 * VarHandle whose method names the mode ({@code getAcquire}, {@code setRelease}, {@code
 * setOpaque}).
 */
package dev.freshet.core.keyed;
