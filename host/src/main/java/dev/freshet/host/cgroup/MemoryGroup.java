package dev.freshet.host.cgroup;

/**
 * A control group that limits memory. Immutable.
 *
 * @param folder where it lies
 * @param limitBytes how much memory its processes may take together, in bytes
 */
public record MemoryGroup(String folder, long limitBytes) {}
