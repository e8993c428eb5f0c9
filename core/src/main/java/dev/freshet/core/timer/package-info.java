/**
 * The timer wheel: deadlines that are armed and cancelled by the million and seldom expire. Needs
 * nothing of the engine. Not exported.
 *
 * <p>Naming law for memory modes as in the engine; a plain field of a {@code TimerStripe}, and a
 * plain field of a {@link dev.freshet.core.timer.Timed} while it is armed, is read and written
 * under the stripe's lock only.
 */
package dev.freshet.core.timer;
