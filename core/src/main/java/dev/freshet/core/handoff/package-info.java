/**
 * How threads hand items to each other: what channels, choices between them and the lane of channel
 * workers share. Not exported.
 *
 * <p>Naming law for memory modes as in the engine; a plain field of a waiter that is linked into a
 * queue is read and written under the lock of its channel only.
 */
package dev.freshet.core.handoff;
