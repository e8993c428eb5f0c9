package dev.freshet.doctor.launch;

/** What would help and is not for a command line to set. */
final class SystemAdvice {
  private SystemAdvice() {}

  static void write(Draft draft, Facts facts, LaunchRequest request, Placement placement) {
    facts
        .quota()
        .filter(quota -> quota.cpus() != Math.rint(quota.cpus()))
        .ifPresent(
            quota ->
                draft.advise(
                    "a quota of "
                        + placementCpus(facts, placement)
                        + " whole CPUs, or a cpuset instead",
                    "with "
                        + Sizes.cpus(quota.cpus())
                        + " CPUs, "
                        + placementCpus(facts, placement)
                        + " busy threads stop "
                        + stopped(quota.cpus())
                        + " ms of every 100"));
    if (request.goal() != Goal.LATENCY) {
      return;
    }
    preemption(draft, facts);
    if (facts.topology().isolated().isEmpty()) {
      draft.advise(
          "isolcpus or a cpuset partition of type isolated",
          "other processes share these CPUs; isolate some and pin single threads to them with"
              + " freshet tune PID --pin");
    }
    draft.advise(
        "TimerSlackNSec=1us in the systemd unit",
        "timers of this process may fire 50 us late by default; the setting is inherited, so it"
            + " must stand before the start");
  }

  private static int placementCpus(Facts facts, Placement placement) {
    return (int) Math.ceil(Math.min(placement.cpus().size(), facts.quotaCpus()));
  }

  /** Part of a period of 100 ms that is left when all threads of the rounded number run. */
  private static long stopped(double quota) {
    return Math.round(100 - 100 * quota / Math.ceil(quota));
  }

  private static void preemption(Draft draft, Facts facts) {
    if (facts.kernel().isBlank() || facts.kernel().contains("preempt=full")) {
      return;
    }
    if (facts.kernel().contains("PREEMPT_DYNAMIC")) {
      draft.advise(
          "preempt=full on the kernel's command line",
          "a thread that wakes up need not wait for another's system call to end");
    } else if (!facts.kernel().contains("PREEMPT")) {
      draft.advise(
          "a kernel with PREEMPT_DYNAMIC",
          "this one runs every system call to its end before a waiting thread gets the CPU");
    }
  }
}
