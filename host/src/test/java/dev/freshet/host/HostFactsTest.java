package dev.freshet.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fixtures are machines that are not here: see the trees in src/test/resources/machines. */
final class HostFactsTest {
  private static final Path MACHINES = Path.of("src/test/resources/machines");

  @TempDir Path empty;

  @Test
  void aSmallCloudMachine() {
    HostFacts facts = HostFacts.read(MACHINES.resolve("firecracker"), Path.of("/"));

    assertThat(facts.kernel()).isEqualTo("6.18.44-fc");
    assertThat(facts.cpuModel()).isEqualTo("AMD EPYC");
    assertThat(facts.clockSource()).isEqualTo("tsc");
    assertThat(facts.timerSlackNanos()).isEqualTo(50_000);
    assertThat(facts.memoryMiB()).isEqualTo(24_105);
    assertThat(facts.hypervisor()).isEqualTo("Firecracker");
    assertThat(facts.openFilesLimit()).isEqualTo(20_000);
    assertThat(facts.loadAverage()).isEqualTo(0.13);
    assertThat(facts.dataFolderFileSystem()).isEqualTo("ext4");
    assertThat(facts.dataFolderInMemory()).isFalse();
  }

  @Test
  void realHardware() {
    HostFacts facts = HostFacts.read(MACHINES.resolve("workstation"), null);

    assertThat(facts.cpuModel()).isEqualTo("AMD Ryzen 9 7950X 16-Core Processor");
    assertThat(facts.hypervisor()).isNull();
    assertThat(facts.memoryMiB()).isEqualTo(63_999);
    assertThat(facts.openFilesLimit()).isNull();
    assertThat(facts.dataFolderFileSystem()).isNull();
    assertThat(facts.dataFolderInMemory()).isNull();
  }

  @Test
  void aContainerWithAMemoryLimitAboveItsOwnGroup() {
    HostFacts facts = HostFacts.read(MACHINES.resolve("container"), Path.of("/"));

    assertThat(facts.memoryMiB()).isEqualTo(512);
    assertThat(facts.hypervisor()).isEqualTo("Amazon EC2 m7i.large");
    assertThat(facts.dataFolderFileSystem()).isEqualTo("overlay");
  }

  @Test
  void withoutSystemRootTheFactsOfTheKernelAreUnknown() {
    HostFacts facts = HostFacts.read(empty, null);

    assertThat(facts.kernel()).isNull();
    assertThat(facts.cpuModel()).isNull();
    assertThat(facts.clockSource()).isNull();
    assertThat(facts.timerSlackNanos()).isNull();
    assertThat(facts.memoryMiB()).isNull();
    assertThat(facts.hypervisor()).isNull();
    assertThat(facts.openFilesLimit()).isNull();
    assertThat(facts.loadAverage()).isNull();
    assertThat(facts.cpus()).isPositive();
    assertThat(facts.jvm()).contains(Runtime.version().toString());
    assertThat(facts.gc()).isEqualTo("Serial");
    assertThat(facts.jvmFlags()).contains("-XX:+UseSerialGC");
  }

  @Test
  void thisMachineAnswers() {
    HostFacts facts = HostFacts.read(empty.resolve("not/there/yet"));

    assertThat(facts.os()).isNotBlank();
    assertThat(facts.dataFolderFileSystem()).isNotBlank();
  }

  @Test
  void stealIsAddedLaterAndStaysUnknownWithoutTicks() {
    HostFacts facts = HostFacts.read(empty, null);

    assertThat(facts.stealPercent()).isNull();
    assertThat(facts.withStealPercent(1.5).stealPercent()).isEqualTo(1.5);
    assertThat(facts.withStealPercent(Double.NaN)).isEqualTo(facts);
  }

  @Test
  void collectorsAreNamedAsInTheirFlags() {
    assertThat(HostFacts.collector(List.of("Copy", "MarkSweepCompact"))).isEqualTo("Serial");
    assertThat(HostFacts.collector(List.of("PS MarkSweep", "PS Scavenge"))).isEqualTo("Parallel");
    assertThat(HostFacts.collector(List.of("G1 Young Generation", "G1 Old Generation")))
        .isEqualTo("G1");
    assertThat(HostFacts.collector(List.of("ZGC Minor Cycles"))).isEqualTo("ZGC");
    assertThat(HostFacts.collector(List.of("GPGC New", "GPGC Old")))
        .isEqualTo("GPGC New, GPGC Old");
  }
}
