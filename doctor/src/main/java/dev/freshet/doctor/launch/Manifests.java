package dev.freshet.doctor.launch;

import dev.freshet.host.system.CpuSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The same plan for those who start processes in their own way: a pod for Kubernetes, a script for
 * control groups.
 *
 * {@snippet lang=java :
 * String yaml = Manifests.kubernetes(plan, "shop");
 * }
 *
 * <p>Both ask for whole CPUs, and for a quota of exactly as many as the cpuset has: with fewer CPUs
 * than quota the quota is never reached, with more the threads are throttled in turns.
 *
 * <p>Thread-safe: no state.
 */
public final class Manifests {
  /** Length of a period of the CPU quota in microseconds: the kernel's default. */
  private static final int PERIOD_MICROS = 100_000;

  private Manifests() {}

  /**
   * A pod that owns its CPUs, given a kubelet with the static CPU manager.
   *
   * @param plan the plan
   * @param name of pod and container: letters, digits and dashes
   * @return YAML
   */
  public static String kubernetes(LaunchPlan plan, String name) {
    int cpus = plan.wholeCpus();
    Wanted wanted = new Wanted(Optional.empty(), OptionalInt.empty(), OptionalDouble.of(cpus));
    List<String> command = plan.commandIn(wanted);
    StringBuilder yaml = new StringBuilder();
    line(yaml, "# %s: %s".formatted(name, budget(plan, cpus)));
    line(
        yaml,
        "# The kubelet needs --cpu-manager-policy=static: a pod with whole CPUs whose requests");
    line(yaml, "# equal its limits then owns them, and its quota never throttles it.");
    if (plan.wanted().node().isPresent()) {
      line(yaml, "# It needs --topology-manager-policy=single-numa-node as well, so that CPUs and");
      line(yaml, "# memory come from one node; the kubelet chooses which.");
    }
    line(yaml, "apiVersion: v1");
    line(yaml, "kind: Pod");
    line(yaml, "metadata:");
    line(yaml, "  name: %s".formatted(name));
    line(yaml, "spec:");
    line(yaml, "  containers:");
    line(yaml, "    - name: %s".formatted(name));
    line(yaml, "      image: IMAGE # put yours here");
    line(yaml, "      command:");
    for (String word : command) {
      line(yaml, "        - %s".formatted(yamlString(word)));
    }
    line(yaml, "      resources:");
    for (String kind : List.of("requests", "limits")) {
      line(yaml, "        %s:".formatted(kind));
      line(yaml, "          cpu: \"%d\"".formatted(cpus));
      if (plan.memoryBytes().isPresent()) {
        line(
            yaml, "          memory: %s".formatted(kubernetesSize(plan.memoryBytes().getAsLong())));
      }
    }
    if (plan.memoryBytes().isEmpty()) {
      line(
          yaml, "# Without a memory limit the pod owns no CPUs: make the plan with --memory SIZE.");
    }
    line(yaml, "# To verify, in the pod, and on its node with the JVM's pid there:");
    line(
        yaml,
        ("#   kubectl exec %s -- sh -c 'grep _allowed_list /proc/1/status; cat /sys/fs/cgroup/cpu.max"
                + " /sys/fs/cgroup/cpu.stat'")
            .formatted(name));
    line(yaml, "#   freshet launch verify PID");
    return yaml.toString();
  }

  /**
   * A shell script for root that makes a group of either version and becomes the JVM in it.
   *
   * @param plan the plan
   * @param name of the group: letters, digits and dashes
   * @return the script
   */
  public static String cgroup(LaunchPlan plan, String name) {
    int count = Math.min(plan.wholeCpus(), plan.cpus().size());
    CpuSet cpus = CpuSet.of(plan.cpus().stream().limit(count).toArray());
    Wanted wanted = new Wanted(Optional.of(cpus), plan.wanted().node(), OptionalDouble.of(count));
    OptionalLong memory = plan.memoryBytes();
    CpuSet nodes = plan.nodes().isEmpty() ? CpuSet.of(0) : plan.nodes();
    long quota = (long) count * PERIOD_MICROS;
    StringBuilder script = new StringBuilder();
    line(script, "#!/bin/sh");
    line(script, "# %s, as root: %s".formatted(name, budget(plan, count)));
    line(script, "set -eu");
    line(script, "top=/sys/fs/cgroup");
    line(script, "if [ -e $top/cgroup.controllers ]; then # version 2");
    line(script, "  echo '+cpu +cpuset +memory' > $top/cgroup.subtree_control");
    line(script, "  mkdir -p $top/%s".formatted(name));
    line(script, "  echo %s > $top/%s/cpuset.cpus".formatted(cpus, name));
    line(script, "  echo %s > $top/%s/cpuset.mems".formatted(nodes, name));
    line(script, "  echo '%d %d' > $top/%s/cpu.max".formatted(quota, PERIOD_MICROS, name));
    memory.ifPresent(
        bytes -> line(script, "  echo %d > $top/%s/memory.max".formatted(bytes, name)));
    line(script, "  echo $$ > $top/%s/cgroup.procs".formatted(name));
    line(script, "else # version 1: a hierarchy for each controller");
    line(script, "  mkdir -p $top/cpuset/%s $top/cpu/%s".formatted(name, name));
    line(script, "  echo %s > $top/cpuset/%s/cpuset.cpus".formatted(cpus, name));
    line(script, "  echo %s > $top/cpuset/%s/cpuset.mems".formatted(nodes, name));
    line(script, "  echo %d > $top/cpu/%s/cpu.cfs_period_us".formatted(PERIOD_MICROS, name));
    line(script, "  echo %d > $top/cpu/%s/cpu.cfs_quota_us".formatted(quota, name));
    memory.ifPresent(
        bytes -> {
          line(script, "  mkdir -p $top/memory/%s".formatted(name));
          line(script, "  echo %d > $top/memory/%s/memory.limit_in_bytes".formatted(bytes, name));
          line(script, "  echo $$ > $top/memory/%s/cgroup.procs".formatted(name));
        });
    line(script, "  echo $$ > $top/cpuset/%s/cgroup.procs".formatted(name));
    line(script, "  echo $$ > $top/cpu/%s/cgroup.procs".formatted(name));
    line(script, "fi");
    line(script, "# To verify, from elsewhere: freshet launch verify PID");
    line(script, "exec %s".formatted(LaunchPlan.shellLine(plan.commandIn(wanted))));
    return script.toString();
  }

  private static String budget(LaunchPlan plan, int cpus) {
    String rounded =
        plan.cpuBudget() == cpus
            ? ""
            : " (%s rounded up: only whole CPUs are exclusive)"
                .formatted(Sizes.cpus(plan.cpuBudget()));
    String memory =
        plan.memoryBytes().isPresent() ? ", " + Sizes.of(plan.memoryBytes().getAsLong()) : "";
    return (cpus == 1 ? "1 CPU" : cpus + " CPUs") + rounded + memory;
  }

  /** In Mi where that is exact, in bytes where not. */
  private static String kubernetesSize(long bytes) {
    return bytes % Sizes.MIB == 0 ? bytes / Sizes.MIB + "Mi" : Long.toString(bytes);
  }

  /** JSON strings are YAML strings. */
  private static String yamlString(String word) {
    return word.chars()
        .mapToObj(
            c ->
                switch (c) {
                  case '"' -> "\\\"";
                  case '\\' -> "\\\\";
                  case '\n' -> "\\n";
                  case '\t' -> "\\t";
                  default -> String.valueOf((char) c);
                })
        .collect(Collectors.joining("", "\"", "\""));
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
