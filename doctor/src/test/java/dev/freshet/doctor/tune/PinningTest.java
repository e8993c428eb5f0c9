package dev.freshet.doctor.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.doctor.tune.TuneException.Kind;
import dev.freshet.host.scheduling.Affinity;
import dev.freshet.host.scheduling.Answer;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pinning the threads of a JVM that knows nothing of it, and of fixtures. */
final class PinningTest {
  @TempDir Path folder;

  private void file(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** A JVM of four CPUs, in a group of version 2 with the given limit. */
  private SystemRoot jvm(String limit) throws IOException {
    file("proc/7/stat", "7 (java) S" + " 1".repeat(49) + "\n");
    file("proc/7/status", "Name:\tjava\nTgid:\t7\nUid:\t0\t0\t0\t0\nCpus_allowed_list:\t0-3\n");
    file("proc/7/cgroup", "0::/box\n");
    file("proc/7/task/8/comm", "VM Thread\n");
    file("proc/7/task/9/comm", "ForkJoinPool-1-\n");
    file("proc/7/task/10/comm", "ForkJoinPool-2-\n");
    file("proc/7/task/11/comm", "ForkJoinPool-2-\n");
    file("proc/self/mountinfo", "1 1 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
    file("sys/fs/cgroup/box/cpu.max", limit + " 100000\n");
    return new SystemRoot(folder);
  }

  private static void assertRefused(SystemRoot root, String cpus, String line) {
    assertThatThrownBy(() -> Pinning.planned(root, 7, Pinning.Threads.CARRIERS, CpuSet.parse(cpus)))
        .isInstanceOf(TuneException.class)
        .hasMessage(line)
        .extracting(refused -> ((TuneException) refused).kind())
        .isEqualTo(Kind.NOT_ALLOWED);
  }

  @Test
  void underAQuotaItIsRefusedWithTheReason() throws IOException {
    assertRefused(
        jvm("150000"),
        "1",
        "process 7 has a CPU quota (1.5 CPUs): pinned threads would use it up in bursts and be"
            + " throttled more; ask for a cpuset instead");
  }

  @Test
  void cpusThatTheJvmMayNotUseAreRefused() throws IOException {
    assertRefused(jvm("max"), "3-4", "CPUs '3-4': must be some of 0-3, which process 7 may use");
  }

  @Test
  void withoutAQuotaItIsAllowed() throws IOException {
    assertThat(Pinning.planned(jvm("max"), 7, Pinning.Threads.CARRIERS, CpuSet.of(1)).threads())
        .isEmpty();
  }

  @Test
  void carriersAreThePoolThatHasAsManyThreadsAsTheSchedulerSays() throws IOException {
    SystemRoot root = jvm("max");

    assertThat(CarrierClock.tids(root, 7, 1)).containsExactly(9);
    assertThat(CarrierClock.tids(root, 7, 2)).containsExactly(10, 11);
    assertThat(CarrierClock.tids(root, 7, 5)).containsExactly(9);
  }

  @Test
  void carriersArePinnedAndPutBack() throws IOException {
    try (Foreign jvm = Foreign.start("cpu")) {
      int tid = CarrierClock.tids(SystemRoot.ofThisMachine(), jvm.pid(), -1).getFirst();
      CpuSet before = Affinity.of(tid).orElseThrow();
      assumeTrue(before.size() > 1, "pinning shows only where there are two CPUs");
      CpuSet one = CpuSet.of(before.first());
      try (Pinning pinning = Pinning.of(jvm.pid(), Pinning.Threads.CARRIERS, one)) {
        assertThat(pinning.threads())
            .isNotEmpty()
            .allSatisfy(
                thread -> {
                  assertThat(thread.answer()).isInstanceOf(Answer.Applied.class);
                  assertThat(thread.before()).isEqualTo(before);
                  assertThat(Affinity.of(thread.tid())).contains(one);
                });
      }
      assertThat(Affinity.of(tid)).contains(before);
    }
  }

  @Test
  void aJvmWithoutEventLoopsIsToldSo() throws IOException {
    try (Foreign jvm = Foreign.start("cpu")) {
      assertThatThrownBy(() -> Pinning.of(jvm.pid(), Pinning.Threads.LOOPS, CpuSet.of(0)))
          .isInstanceOf(TuneException.class)
          .hasMessageContaining("has no threads with the name of an event loop (epollEventLoop*");
    }
  }
}
