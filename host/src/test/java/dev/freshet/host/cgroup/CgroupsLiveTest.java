package dev.freshet.host.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real quota of version 1 on a process that would use a whole CPU. */
@Timeout(60)
final class CgroupsLiveTest {
  private static final Path CPU = Path.of("/sys/fs/cgroup/cpu");

  private final Path group = CPU.resolve("freshet-test-" + ProcessHandle.current().pid());

  @BeforeEach
  void makeGroup() throws IOException {
    assumeTrue(
        Files.exists(CPU.resolve("cpu.cfs_quota_us")),
        "the cpu controller of version 1 is not at /sys/fs/cgroup/cpu");
    assumeTrue(Files.isWritable(CPU), "making a control group needs root");
    try {
      Files.createDirectory(group);
    } catch (FileSystemException refused) {
      assumeTrue(false, "making a control group is refused: " + refused.getReason());
    }
    Files.writeString(group.resolve("cpu.cfs_period_us"), "100000");
    Files.writeString(group.resolve("cpu.cfs_quota_us"), "20000");
  }

  @AfterEach
  void removeGroup() throws IOException {
    while (Files.exists(group)) {
      try {
        Files.delete(group);
      } catch (DirectoryNotEmptyException impossible) {
        throw impossible;
      } catch (FileSystemException busy) {
        // The dead process leaves its group a moment after it was waited for.
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aSpinningProcessIsSeenThrottled() throws IOException, InterruptedException {
    Process spinner = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
    try {
      Files.writeString(group.resolve("cgroup.procs"), Long.toString(spinner.pid()));
      SystemRoot root = SystemRoot.ofThisMachine();

      CpuGroup own = Cgroups.read(root, spinner.pid()).cpu().getFirst();
      assertThat(own.folder()).isEqualTo(group.toString());
      assertThat(own.quotaCpus()).isEqualTo(0.2);
      while (own.throttledPeriods() == 0 || own.throttledNanos() == 0) {
        own = Cgroups.read(root, spinner.pid()).cpu().getFirst();
      }
      assertThat(own.throttledPeriods()).isLessThanOrEqualTo(own.periods());
      assertThat(EffectiveCpus.read(root, spinner.pid()).orElseThrow().whole()).isEqualTo(1);
    } finally {
      spinner.destroyForcibly().waitFor();
    }
  }
}
