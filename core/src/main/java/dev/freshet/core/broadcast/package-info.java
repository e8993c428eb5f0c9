/**
 * One state, many readers: the newest version wins, older ones may be missed and are counted.
 *
 * <p>Naming law for memory modes: a plain field name read or written directly is volatile if the
 * field is declared so and confined to one thread otherwise; every weaker access goes through a
 * VarHandle whose method names the mode ({@code getAcquire}, {@code setRelease}).
 */
package dev.freshet.core.broadcast;
