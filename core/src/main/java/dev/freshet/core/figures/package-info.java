/**
 * What the pools measure about themselves: histograms, samplers, the watch for hogs, JFR events and
 * the way to the listener. Not exported. Nothing here knows the engine.
 *
 * <p>Naming law for memory modes: as in the engine. A plain field read or written directly is
 * confined to one thread, or a hint whose essay says why a stale value does no harm; every other
 * access goes through a VarHandle whose method names the mode.
 */
package dev.freshet.core.figures;
