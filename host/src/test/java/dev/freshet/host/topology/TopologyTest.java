package dev.freshet.host.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The fixtures are machines that are not here: see the trees in src/test/resources/machines. */
final class TopologyTest {
  private static SystemRoot machine(String name) {
    return new SystemRoot(Path.of("src/test/resources/machines", name));
  }

  @Test
  void twoNodesWithSiblings() {
    Topology topology = Topology.read(machine("two-nodes"));

    assertThat(topology.online()).hasToString("0-7");
    assertThat(topology.isolated()).hasToString("3,7");
    assertThat(topology.cores())
        .extracting(CpuSet::toString)
        .containsExactly("0,4", "1,5", "2,6", "3,7");
    assertThat(topology.oneCpuPerCore()).hasToString("0-3");
    assertThat(topology.withSiblings(CpuSet.of(1))).hasToString("1,5");
    assertThat(topology.lastLevelCaches())
        .extracting(CpuSet::toString)
        .containsExactly("0-1,4-5", "2-3,6-7");
    assertThat(topology.cachesUnder(CpuSet.of(0, 5))).isEqualTo(1);
    assertThat(topology.cachesUnder(CpuSet.of(0, 2))).isEqualTo(2);
    assertThat(topology.efficient().isEmpty()).isTrue();
  }

  @Test
  void columnsOfDistancesGoByNodesThatAreOnline() {
    Topology topology = Topology.read(machine("two-nodes"));

    assertThat(topology.nodes())
        .containsExactly(
            new NumaNode(0, CpuSet.parse("0-1,4-5"), Map.of(0, 10, 2, 21), 16_384, 0),
            new NumaNode(2, CpuSet.parse("2-3,6-7"), Map.of(0, 21, 2, 10), 32_768, 42));
    assertThat(topology.nodesOf(CpuSet.of(6))).hasToString("2");
    assertThat(topology.nodesOf(CpuSet.parse("1-2"))).hasToString("0,2");
  }

  @Test
  void pagesAreWeighedBySize() {
    NumaPages pages = NumaPages.read(machine("two-nodes"), 4242).orElseThrow();

    assertThat(pages.bytesByNode())
        .isEqualTo(Map.of(0, 103L * 4096, 2, 100L * 4096 + 2L * 2048 * 1024));
    assertThat(pages.share(0) + pages.share(2)).isEqualTo(1.0);
    assertThat(pages.share(0)).isLessThan(0.1);
    assertThat(pages.share(5)).isZero();
    assertThat(NumaPages.read(machine("two-nodes"), 1)).isEmpty();
  }

  @Test
  void sixtyFourCpusOfTwoKinds() {
    Topology topology = Topology.read(machine("hybrid-64"));

    assertThat(topology.online().size()).isEqualTo(64);
    assertThat(topology.performance()).hasToString("0-31");
    assertThat(topology.efficient()).hasToString("32-63");
    assertThat(topology.cores()).hasSize(48);
    assertThat(topology.oneCpuPerCore().and(topology.performance()).size()).isEqualTo(16);
    assertThat(topology.lastLevelCaches()).containsExactly(CpuSet.parse("0-63"));
    assertThat(topology.nodes()).hasSize(1);
  }

  @Test
  void kindsByCapacityAndNoKindsBySmallDifferences() {
    Topology topology = Topology.read(machine("big-little"));

    assertThat(topology.efficient()).hasToString("0-3");
    assertThat(topology.performance()).hasToString("4-5");
    assertThat(topology.cores()).hasSize(6);
    assertThat(topology.lastLevelCaches()).isEmpty();
    assertThat(topology.nodes()).isEmpty();
  }

  @Test
  void thisMachineAnswers() {
    assumeTrue(Files.exists(Path.of("/sys/devices/system/cpu/online")), "needs sysfs");
    Topology topology = Topology.read(SystemRoot.ofThisMachine());

    assertThat(topology.online().isEmpty()).isFalse();
    assertThat(topology.cores().stream().reduce(CpuSet.empty(), CpuSet::or))
        .isEqualTo(topology.online());
  }
}
