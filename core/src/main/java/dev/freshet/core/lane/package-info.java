/**
 * The lanes in which accepted tasks wait, one class for each discipline. Needs nothing of the
 * engine. Not exported.
 *
 * <p>Naming law for memory modes as in the engine.
 */
package dev.freshet.core.lane;
