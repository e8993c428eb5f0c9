package dev.freshet.host.process;

import dev.freshet.host.system.CpuSet;

/**
 * The counters of one thread at one moment. All count since the thread began: subtract two samples
 * of the same thread to see what it did in between. Immutable.
 *
 * <p>The wait contains the time in which a control group of the thread was throttled: contention is
 * the wait minus that.
 *
 * @param tid the kernel's number, unique on the machine while the thread lives
 * @param name the kernel's name, at most 15 characters
 * @param state R runs or could run, S waits, D waits inside the kernel and cannot be interrupted, T
 *     stopped, Z dead
 * @param startTicks when it began, in ticks after boot; with the tid it tells a thread from a later
 *     one of the same number
 * @param runNanos time on a CPU; -1 if the kernel does not count it
 * @param waitNanos time it could run and did not; -1 if the kernel does not count it
 * @param slices times it came onto a CPU; -1 if the kernel does not count them
 * @param voluntarySwitches times it left its CPU in order to wait; -1 if unknown
 * @param involuntarySwitches times it was preempted; -1 if unknown
 * @param migrations times it came to another CPU; -1 if the kernel does not tell
 * @param majorFaults page faults that needed the disk
 * @param lastCpu the CPU it ran on last
 * @param allowedCpus the CPUs it may run on; empty if unknown
 */
public record ThreadSample(
    int tid,
    String name,
    char state,
    long startTicks,
    long runNanos,
    long waitNanos,
    long slices,
    long voluntarySwitches,
    long involuntarySwitches,
    long migrations,
    long majorFaults,
    int lastCpu,
    CpuSet allowedCpus) {}
