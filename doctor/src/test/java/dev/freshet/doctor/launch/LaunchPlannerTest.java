package dev.freshet.doctor.launch;

import static dev.freshet.doctor.launch.Machines.forRelease;
import static dev.freshet.doctor.launch.Machines.onCpus;
import static dev.freshet.doctor.launch.Machines.onNode;
import static dev.freshet.doctor.launch.Machines.request;
import static dev.freshet.doctor.launch.Machines.withMemory;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.doctor.launch.LaunchItem.Kind;
import dev.freshet.host.system.CpuSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each goal on each machine, and what the caller's own words do to it. */
final class LaunchPlannerTest {
  private static final String[] SHOP = {"java", "-jar", "shop.jar"};

  private static LaunchPlan plan(Machines machine, LaunchRequest request) {
    return LaunchPlanner.plan(machine.facts(), request);
  }

  private static List<String> texts(LaunchPlan plan, Kind kind) {
    return plan.items().stream().filter(i -> i.kind() == kind).map(LaunchItem::text).toList();
  }

  private static String reasons(LaunchPlan plan, Kind kind) {
    return String.join(
        "\n", plan.items().stream().filter(i -> i.kind() == kind).map(LaunchItem::reason).toList());
  }

  /** The commands as a person has read and approved them, one for each goal and machine. */
  @Test
  void plansAreTheApprovedOnes() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Machines machine : Machines.values()) {
      for (Goal goal : Goal.values()) {
        LaunchPlan plan =
            plan(machine, withMemory(request(goal, SHOP), machine == Machines.CONTAINER ? 1 : 8));
        all.append(machine).append(' ').append(goal).append("\n  ");
        all.append(String.join("\n  ", plan.command())).append('\n');
        texts(plan, Kind.CONFLICT).forEach(text -> all.append("  ! ").append(text).append('\n'));
      }
    }
    try (InputStream approved = LaunchPlannerTest.class.getResourceAsStream("plans.txt")) {
      assertThat(all.toString())
          .isEqualTo(
              new String(Objects.requireNonNull(approved).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @EnumSource(Machines.class)
  void everyLineHasItsReason(Machines machine) {
    for (Goal goal : Goal.values()) {
      assertThat(plan(machine, request(goal, SHOP)).items())
          .isNotEmpty()
          .allSatisfy(
              item -> assertThat(item.reason()).as(item.text()).isNotBlank().doesNotEndWith("."));
    }
  }

  /** HotSpot switches UseNUMA off under a single node, so the two must never meet. */
  @ParameterizedTest
  @EnumSource(Machines.class)
  void numaIsNeverCombinedWithMemoryOfOneNode(Machines machine) {
    for (Goal goal : Goal.values()) {
      for (String given : List.of("-XX:-UseNUMA", "-XX:+UseNUMA", "-ea")) {
        LaunchPlan plan = plan(machine, request(goal, "java", given, "Shop"));
        boolean bound = plan.prefix().stream().anyMatch(w -> w.matches("--(membind|preferred).*"));
        assertThat(bound && plan.command().contains("-XX:+UseNUMA"))
            .as("%s %s %s", machine, goal, given)
            .isFalse();
      }
    }
  }

  @Test
  void latencyTakesTheNodeWithRoomAndItsMemory() {
    LaunchPlan plan = plan(Machines.TWO_NODES, withMemory(request(Goal.LATENCY, SHOP), 24));

    assertThat(plan.prefix()).containsExactly("numactl", "--physcpubind=2,6", "--membind=2");
    assertThat(plan.cpus()).as("3 and 7 are isolated").isEqualTo(CpuSet.parse("2,6"));
    assertThat(plan.wanted().option()).isEqualTo("-Dfreshet.launch=cpus:2,6/node:2/quota:none");
  }

  @Test
  void memoryThatFitsNoNodeSpreads() {
    LaunchPlan plan = plan(Machines.TWO_NODES, withMemory(request(Goal.LATENCY, SHOP), 40));

    assertThat(plan.prefix()).containsExactly("taskset", "-c", "0-2,4-6");
    assertThat(plan.items())
        .anySatisfy(item -> assertThat(item.reason()).contains("no single node holds the memory"));
  }

  @Test
  void memoryOfUnknownSizeIsPreferredFromTheNodeOnly() {
    assertThat(plan(Machines.TWO_NODES, request(Goal.LATENCY, SHOP)).prefix())
        .containsExactly("numactl", "--cpunodebind=0", "--preferred=0");
  }

  @Test
  void withoutNumactlCpusAreBoundAndTheRestIsSaid() {
    Facts facts = Machines.with(Machines.TWO_NODES.facts(), Set.of("taskset"));
    LaunchPlan plan = LaunchPlanner.plan(facts, onNode(request(Goal.LATENCY, SHOP), 0));

    assertThat(plan.prefix()).containsExactly("taskset", "-c", "0-1,4-5");
    assertThat(texts(plan, Kind.ADVICE)).contains("install numactl");
  }

  @Test
  void aCallerWhoWantsNumaIsSpread() {
    LaunchPlan plan =
        plan(Machines.TWO_NODES, request(Goal.LATENCY, "java", "-XX:+UseNUMA", "Shop"));

    assertThat(plan.prefix()).containsExactly("taskset", "-c", "0-2,4-6");
    assertThat(plan.cpus()).isEqualTo(CpuSet.parse("0-2,4-6"));
  }

  @Test
  void numaOnOneNodeIsNamed() {
    LaunchPlan plan = plan(Machines.SMALL, request(Goal.LATENCY, "java", "-XX:+UseNUMA", "Shop"));

    assertThat(texts(plan, Kind.CONFLICT)).containsExactly("-XX:+UseNUMA");
  }

  @Test
  void latencyLeavesSlowCoresAloneAndCountsCores() {
    LaunchPlan plan = plan(Machines.HYBRID_64, request(Goal.LATENCY, SHOP));

    assertThat(plan.prefix()).containsExactly("taskset", "-c", "0-31");
    assertThat(plan.flags()).contains("-Djdk.virtualThreadScheduler.parallelism=16");
    assertThat(plan(Machines.HYBRID_64, request(Goal.THROUGHPUT, SHOP)).flags())
        .contains("-Djdk.virtualThreadScheduler.parallelism=64");
  }

  @Test
  void carriersFollowCoresForLatencyAndThreadsForThroughput() {
    assertThat(plan(Machines.SMT, request(Goal.LATENCY, SHOP)).flags())
        .contains("-Djdk.virtualThreadScheduler.parallelism=8");
    assertThat(plan(Machines.SMT, request(Goal.THROUGHPUT, SHOP)).flags())
        .contains("-Djdk.virtualThreadScheduler.parallelism=16");
  }

  @Test
  void oneCpuStillGetsTwoCarriers() {
    assertThat(plan(Machines.SMALL, onCpus(request(Goal.LATENCY, SHOP), "1")).flags())
        .contains("-Djdk.virtualThreadScheduler.parallelism=2", "-XX:+UseSerialGC");
  }

  @Test
  void aQuotaAboveTheGroupIsSaidToTheJvm() {
    LaunchPlan plan = plan(Machines.CONTAINER, request(Goal.LATENCY, SHOP));

    assertThat(plan.cpuBudget()).isEqualTo(1.5);
    assertThat(plan.prefix()).as("never pinned under a quota").isEmpty();
    assertThat(plan.flags())
        .contains(
            "-XX:ActiveProcessorCount=2",
            "-XX:ParallelGCThreads=1",
            "-XX:ConcGCThreads=1",
            "-XX:CICompilerCount=2",
            "-Djdk.virtualThreadScheduler.parallelism=2",
            "-Xmx768m");
    assertThat(reasons(plan, Kind.FLAG)).contains("/sys/fs/cgroup/kubepods/pod7 above");
    assertThat(reasons(plan, Kind.ADVICE)).contains("stop 25 ms of every 100");
  }

  @Test
  void cpusAgainstAQuotaAreNamed() {
    assertThat(
            texts(
                plan(Machines.CONTAINER, onCpus(request(Goal.LATENCY, SHOP), "0-3")),
                Kind.CONFLICT))
        .containsExactly("CPUs 0-3 under a quota of 1.5 CPUs");
    assertThat(
            reasons(
                plan(Machines.CONTAINER, onCpus(request(Goal.LATENCY, SHOP), "0")), Kind.CONFLICT))
        .contains("can never be used up");
  }

  @Test
  void isolatedCpusAreLeftOutOrNamed() {
    Facts facts = Machines.withIsolated(Machines.SMT.facts(), CpuSet.parse("6-7"));

    assertThat(LaunchPlanner.plan(facts, request(Goal.LATENCY, SHOP)).prefix())
        .containsExactly("taskset", "-c", "0-5,8-15");
    LaunchPlan asked = LaunchPlanner.plan(facts, onCpus(request(Goal.LATENCY, SHOP), "6-7"));
    assertThat(texts(asked, Kind.CONFLICT)).containsExactly("CPUs 6-7 are isolated");
  }

  @Test
  void whatTheCallerGaveIsKeptAndNamed() {
    LaunchPlan plan =
        plan(
            Machines.SMT,
            withMemory(
                request(
                    Goal.LATENCY,
                    "java",
                    "-Xmx6g",
                    "-XX:+UseParallelGC",
                    "-Djdk.virtualThreadScheduler.parallelism=8",
                    "-XX:-PerfDisableSharedMem",
                    "Shop",
                    "an argument"),
                8));

    assertThat(plan.flags())
        .noneMatch(flag -> flag.contains("Xmx") || flag.contains("PerfDisable"))
        .noneMatch(flag -> flag.matches("-XX:\\+Use.*GC") || flag.contains("parallelism"));
    assertThat(texts(plan, Kind.CONFLICT))
        .containsExactly("-XX:+UseParallelGC", "-XX:-PerfDisableSharedMem");
    assertThat(texts(plan, Kind.KEPT)).contains("-Djdk.virtualThreadScheduler.parallelism=8");
    assertThat(plan.command()).endsWith("-XX:-PerfDisableSharedMem", "Shop", "an argument");
    assertThat(plan.shellLine()).endsWith("Shop 'an argument'");
  }

  @Test
  void aHeapThatLeavesNoRoomIsNamed() {
    LaunchPlan plan =
        plan(Machines.SMT, withMemory(request(Goal.LATENCY, "java", "-Xmx4g", "Shop"), 4));

    assertThat(texts(plan, Kind.CONFLICT)).containsExactly("-Xmx4g");
    assertThat(plan.flags()).contains("-Xms4096m");
  }

  @Test
  void anOlderJdkGetsWhatItKnows() {
    LaunchRequest latency = withMemory(request(Goal.LATENCY, SHOP), 8);

    assertThat(plan(Machines.SMT, forRelease(latency, 25)).flags()).contains("-XX:+UseZGC");
    assertThat(plan(Machines.SMT, forRelease(latency, 17)).flags())
        .contains("-XX:+UseG1GC")
        .noneMatch(flag -> flag.contains("virtualThreadScheduler"));
    assertThat(plan(Machines.SMT, forRelease(request(Goal.MEMORY, SHOP), 21)).flags())
        .doesNotContain("-XX:+UseCompactObjectHeaders");
  }

  @Test
  void onlyTieredJvmsGetACompilerCount() {
    assertThat(
            plan(Machines.CONTAINER, request(Goal.LATENCY, "java", "-XX:TieredStopAtLevel=1", "S"))
                .flags())
        .noneMatch(flag -> flag.contains("CICompilerCount"));
    assertThat(ThreadFlags.compilers(1)).isEqualTo(2);
    assertThat(ThreadFlags.compilers(4)).isEqualTo(3);
    assertThat(ThreadFlags.compilers(16)).isEqualTo(12);
    assertThat(ThreadFlags.compilers(64)).isEqualTo(18);
  }

  @Test
  void nettyIsSetWhereItIsSeen() {
    assertThat(
            plan(
                    Machines.SMALL,
                    request(Goal.LATENCY, "java", "-cp", "lib/netty-common-4.2.18.jar", "Shop"))
                .flags())
        .contains("-Dio.netty.eventLoopThreads=2");
    assertThat(texts(plan(Machines.SMALL, request(Goal.LATENCY, SHOP)), Kind.ADVICE))
        .contains("-Dio.netty.eventLoopThreads=2");
  }

  @Test
  void whatCannotBeHadIsRefusedInOneLine() {
    LaunchRequest latency = request(Goal.LATENCY, SHOP);

    assertRefused(
        Machines.SMALL, onCpus(latency, "0-9"), "--cpus '0-9'", "online and granted, 0-1");
    assertRefused(Machines.CONTAINER, onCpus(latency, "4"), "--cpus '4'", "0-3");
    assertRefused(Machines.TWO_NODES, onNode(latency, 1), "--node '1'", "0,2");
    assertRefused(
        Machines.TWO_NODES, onCpus(onNode(latency, 0), "0-3"), "--cpus '0-3' with --node '0'");
    assertRefused(
        Machines.TWO_NODES,
        onNode(request(Goal.LATENCY, "java", "-XX:+UseNUMA", "Shop"), 0),
        "--node '0' with -XX:+UseNUMA");
    assertRefused(
        Machines.TWO_NODES, withMemory(onNode(latency, 0), 20), "--memory '20GiB' with --node '0'");
  }

  private static void assertRefused(Machines machine, LaunchRequest request, String... words) {
    assertThatThrownBy(() -> plan(machine, request))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains(words)
        .doesNotContain("\n");
  }
}
