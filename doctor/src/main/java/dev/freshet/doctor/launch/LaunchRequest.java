package dev.freshet.doctor.launch;

import dev.freshet.host.system.CpuSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is to be started, and what for. Immutable.
 *
 * @param goal what counts
 * @param cpus the CPUs that the caller wants it on; empty to have them chosen
 * @param node the memory node that the caller wants it on; empty to have it chosen
 * @param memoryBytes what the whole process may take, the heap being a part of it; empty for the
 *     limit of its control group
 * @param command the command
 * @param feature feature release of the JDK; empty if unknown, and nothing newer than 17 is planned
 */
public record LaunchRequest(
    Goal goal,
    Optional<CpuSet> cpus,
    OptionalInt node,
    OptionalLong memoryBytes,
    JavaCommand command,
    OptionalInt feature) {
  /** The oldest release that the flags of a plan were read for. */
  private static final int OLDEST = 17;

  /** Whether the JDK is of the given feature release or newer. */
  boolean since(int release) {
    return feature.orElse(OLDEST) >= release;
  }
}
