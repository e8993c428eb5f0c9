package dev.freshet.rush;

import dev.freshet.host.ClockAnchor;
import dev.freshet.host.GateError;

/**
 * Says how ready a rush is: what arming found out about transport, connections, gate and clock.
 *
 * <pre>{@code
 * ArmReport armed = rush.armed();
 * System.out.printf("%d connections (%s), gate error p99 %.1f µs%n",
 *     armed.connections(), armed.transport(), armed.rehearsal().p99Us());
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param transport {@code epoll} or {@code nio}
 * @param connections how many are open
 * @param keepsAlive whether the target keeps a connection open after an answer; if not, no
 *     connection can be proven ahead
 * @param connectMs from the first connect to the last proven connection, in ms
 * @param warmUpRequests how many probes the warm-up sent
 * @param rehearsal error of the gate over the rehearsals, on the thread that fires; of the worst
 *     loop if there are several
 * @param spinWindowNanos how long before its instant the gate stops sleeping and spins, in ns
 * @param anchor wall clock against monotonic clock while arming
 * @param probeRttP50Us median over the connections of each one's shortest probe round trip, in µs
 * @param probeRttMaxUs the longest of these, in µs
 */
public record ArmReport(
    String transport,
    int connections,
    boolean keepsAlive,
    double connectMs,
    long warmUpRequests,
    GateError rehearsal,
    long spinWindowNanos,
    ClockAnchor anchor,
    double probeRttP50Us,
    double probeRttMaxUs) {}
