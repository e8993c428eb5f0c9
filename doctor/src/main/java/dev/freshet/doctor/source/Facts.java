package dev.freshet.doctor.source;

/**
 * What the JVM says about itself.
 *
 * @param javaVersion feature release; 0 if unknown
 * @param processors that it believes it has; 0 if unknown
 * @param maxHeapMiB largest heap; NaN if unknown
 * @param recordings of its flight recorder that run already, in words; empty if none
 */
public record Facts(int javaVersion, int processors, double maxHeapMiB, String recordings) {}
