/**
 * A ring of slots that are made once and used again, between producers and stages of consumers.
 * Start at {@link dev.freshet.core.ring.Ring}.
 *
 * <p>Naming law for memory modes: a plain field name read or written directly is volatile if the
 * field is declared so and confined to one thread otherwise; every weaker access goes through a
 * VarHandle whose method names the mode ({@code getAcquire}, {@code setRelease}, {@code
 * getOpaque}).
 */
package dev.freshet.core.ring;
