/** Looks at a JVM for a while: reads all layers at once, and decides when the time is over. */
package dev.freshet.doctor.look;
