package dev.freshet.doctor.launch;

import static dev.freshet.doctor.launch.Machines.onCpus;
import static dev.freshet.doctor.launch.Machines.request;
import static dev.freshet.doctor.launch.Machines.withMemory;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.host.process.ProcessReader;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests as text, and the script at work where this machine allows. */
final class ManifestsTest {
  @Test
  void aPodAsksForWholeCpusAndChecksThem() {
    LaunchPlan plan =
        LaunchPlanner.plan(
            Machines.CONTAINER.facts(),
            request(Goal.MEMORY, "java", "-Dname=say \"hi\"", "-jar", "shop.jar"));

    assertThat(Manifests.kubernetes(plan, "shop"))
        .isEqualTo(
            """
            # shop: 2 CPUs (1.5 rounded up: only whole CPUs are exclusive), 1GiB
            # The kubelet needs --cpu-manager-policy=static: a pod with whole CPUs whose requests
            # equal its limits then owns them, and its quota never throttles it.
            apiVersion: v1
            kind: Pod
            metadata:
              name: shop
            spec:
              containers:
                - name: shop
                  image: IMAGE # put yours here
                  command:
                    - "env"
                    - "MALLOC_ARENA_MAX=2"
                    - "java"
                    - "-Xmx768m"
                    - "-XX:+UseSerialGC"
                    - "-XX:+UseCompactObjectHeaders"
                    - "-XX:ActiveProcessorCount=2"
                    - "-Djdk.virtualThreadScheduler.parallelism=2"
                    - "-XX:CICompilerCount=2"
                    - "-Dfreshet.launch=quota:2"
                    - "-Dname=say \\"hi\\""
                    - "-jar"
                    - "shop.jar"
                  resources:
                    requests:
                      cpu: "2"
                      memory: 1024Mi
                    limits:
                      cpu: "2"
                      memory: 1024Mi
            # To verify, in the pod, and on its node with the JVM's pid there:
            #   kubectl exec shop -- sh -c 'grep _allowed_list /proc/1/status; cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu.stat'
            #   freshet launch verify PID
            """);
  }

  @Test
  void aScriptSetsAsMuchQuotaAsCpus() {
    LaunchPlan plan =
        LaunchPlanner.plan(
            Machines.TWO_NODES.facts(),
            withMemory(request(Goal.LATENCY, "java", "-jar", "the shop.jar"), 4));

    assertThat(Manifests.cgroup(plan, "shop"))
        .contains(
            "# shop, as root: 4 CPUs, 4GiB\n",
            "  echo 0-1,4-5 > $top/shop/cpuset.cpus\n",
            "  echo 0 > $top/shop/cpuset.mems\n",
            "  echo '400000 100000' > $top/shop/cpu.max\n",
            "  echo 4294967296 > $top/shop/memory.max\n",
            "  echo 400000 > $top/cpu/shop/cpu.cfs_quota_us\n",
            "  echo 4294967296 > $top/memory/shop/memory.limit_in_bytes\n",
            "-Dfreshet.launch=cpus:0-1,4-5/node:0/quota:4 -jar 'the shop.jar'\n")
        .doesNotContain("numactl");
  }

  @Test
  void aQuotaBelowTheCpusNarrowsThem() {
    LaunchPlan plan =
        LaunchPlanner.plan(Machines.CONTAINER.facts(), request(Goal.LATENCY, "java", "Shop"));

    assertThat(Manifests.cgroup(plan, "shop"))
        .contains("echo 0-1 > $top/shop/cpuset.cpus\n", "echo '200000 100000'")
        .contains("cpus:0-1/quota:2");
  }

  /** Needs root and the first version of control groups. */
  @Test
  void theScriptOfTheFirstVersionWorks(@TempDir Path folder) throws Exception {
    Path cpu = Path.of("/sys/fs/cgroup/cpu");
    Path cpuset = Path.of("/sys/fs/cgroup/cpuset");
    assumeTrue(
        Files.isWritable(cpu.resolve("cgroup.procs"))
            && Files.isWritable(cpuset.resolve("cgroup.procs")),
        "no writable control groups of version 1 here");
    SystemRoot root = SystemRoot.ofThisMachine();
    long own = ProcessHandle.current().pid();
    CpuSet here = ProcessReader.of(root, own).status().orElseThrow().allowedCpus();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String name = String.format(Locale.ROOT, "freshet-test-%d", own);
    LaunchPlan plan =
        LaunchPlanner.plan(
            Facts.read(
                root, own, Facts.tools(Objects.requireNonNullElse(System.getenv("PATH"), ""))),
            onCpus(
                request(
                    Goal.MEMORY,
                    java,
                    "-Xmx64m",
                    "-cp",
                    Path.of("target", "test-classes").toAbsolutePath().toString(),
                    Waiter.class.getName()),
                Integer.toString(here.first())));
    Path script = folder.resolve("start.sh");
    Files.writeString(script, Manifests.cgroup(plan, name));

    Process child = new ProcessBuilder("sh", script.toString()).redirectErrorStream(true).start();
    try {
      assertThat(child.inputReader().lines().filter(line -> line.equals("up")).findFirst())
          .isPresent();
      // The shell has become the JVM, so it is the same process.
      List<LaunchCheck> checks =
          LaunchVerifier.of(root, child.pid())
              .verify(Wanted.NOTHING, JvmView.ask(child.pid(), Duration.ofSeconds(60)));
      assertThat(checks)
          .filteredOn(check -> !check.what().equals("throttling"))
          .extracting(LaunchCheck::what, LaunchCheck::result)
          .contains(
              tuple("CPUs of the threads", LaunchCheck.Result.OK),
              tuple("cpuset", LaunchCheck.Result.OK),
              tuple("CPU quota", LaunchCheck.Result.OK))
          .doesNotContain(tuple("carriers", LaunchCheck.Result.WRONG));
    } finally {
      child.destroyForcibly().waitFor();
      for (Path hierarchy : List.of(cpu, cpuset, Path.of("/sys/fs/cgroup/memory"))) {
        Files.deleteIfExists(hierarchy.resolve(name));
      }
    }
  }
}
