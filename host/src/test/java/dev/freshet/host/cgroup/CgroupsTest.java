package dev.freshet.host.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.host.cgroup.Cgroups.Layout;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The fixtures are machines that are not here: see the trees in src/test/resources/machines. */
final class CgroupsTest {
  private static SystemRoot machine(String name) {
    return new SystemRoot(Path.of("src/test/resources/machines", name));
  }

  @Test
  void version2WithTheLimitAtAnAncestor() {
    Cgroups groups = Cgroups.read(machine("v2-quota"), 4242);

    assertThat(groups.layout()).isEqualTo(Layout.V2);
    assertThat(groups.cpu())
        .containsExactly(
            new CpuGroup("/sys/fs/cgroup/kubepods/pod7/shop", 400_000, 100_000, 600, 0, 0),
            new CpuGroup(
                "/sys/fs/cgroup/kubepods/pod7", 150_000, 100_000, 600, 540, 12_345_678_000L),
            new CpuGroup("/sys/fs/cgroup/kubepods", -1, 100_000, 0, 0, 0),
            new CpuGroup("/sys/fs/cgroup", -1, -1, 0, 0, 0));
    assertThat(groups.quotaCpus()).isEqualTo(1.5);
    assertThat(groups.cpus()).hasToString("0-3");
    assertThat(groups.memoryNodes()).hasToString("0");
    assertThat(groups.memory())
        .containsExactly(new MemoryGroup("/sys/fs/cgroup/kubepods/pod7", 1L << 30));
    assertThat(groups.hidden()).isEmpty();
  }

  @Test
  void version1CountsNanosecondsAndHasAHierarchyForEachController() {
    Cgroups groups = Cgroups.read(machine("v1"), 4242);

    assertThat(groups.layout()).isEqualTo(Layout.V1);
    assertThat(groups.cpu())
        .containsExactly(
            new CpuGroup(
                "/sys/fs/cgroup/cpu,cpuacct/system.slice/shop.service",
                20_000,
                100_000,
                19,
                18,
                1_420_000_000),
            new CpuGroup(
                "/sys/fs/cgroup/cpu,cpuacct/system.slice", 250_000, 100_000, 40, 4, 500_000_000),
            new CpuGroup("/sys/fs/cgroup/cpu,cpuacct", -1, 100_000, 0, 0, 0));
    assertThat(groups.cpus()).hasToString("0-1");
    assertThat(groups.memory())
        .containsExactly(
            new MemoryGroup("/sys/fs/cgroup/memory/system.slice/shop.service", 512L << 20));
    assertThat(groups.hidden()).isEmpty();
  }

  @Test
  void bothVersionsSideBySide() {
    Cgroups groups = Cgroups.readSelf(machine("v1-and-v2"));

    assertThat(groups.layout()).isEqualTo(Layout.HYBRID);
    assertThat(groups.quotaCpus()).isEqualTo(1.0);
    assertThat(groups.cpus()).hasToString("1,3");
    assertThat(groups.memory())
        .containsExactly(new MemoryGroup("/sys/fs/cgroup/unified/batch.scope", 256L << 20));
    assertThat(groups.hidden()).isEmpty();
  }

  @Test
  void aNamespaceHidesTheAncestorsAndThatIsSaid() {
    Cgroups groups = Cgroups.readSelf(machine("hidden-namespace"));

    assertThat(groups.quotaCpus()).isEqualTo(2.0);
    assertThat(groups.hidden())
        .containsExactly(
            "groups above /sys/fs/cgroup are hidden by a control group namespace:"
                + " a limit there cannot be seen");
  }

  @Test
  void aProcessOutsideOfTheNamespaceCannotBeSeenAtAll() {
    Cgroups groups = Cgroups.read(machine("hidden-namespace"), 77);

    assertThat(groups.cpu()).isEmpty();
    assertThat(groups.quotaCpus()).isInfinite();
    assertThat(groups.hidden())
        .containsExactly(
            "the process is in the group /../neighbour, outside of the control group namespace of"
                + " this one");
  }

  @Test
  void aContainerOfVersion1SeesItsOwnGroupAsTheRoot() {
    Cgroups groups = Cgroups.readSelf(machine("v1-container"));

    assertThat(groups.cpu())
        .containsExactly(new CpuGroup("/sys/fs/cgroup/cpu", 80_000, 100_000, 0, 0, 0));
    assertThat(groups.hidden()).singleElement().asString().contains("above /sys/fs/cgroup/cpu");
  }

  @Test
  void aHierarchyThatIsNotMountedIsSaid() {
    Cgroups groups = Cgroups.readSelf(machine("firecracker"));

    assertThat(groups.memory()).isEmpty();
    assertThat(groups.hidden())
        .contains("the hierarchy of the memory controller is not mounted here");
  }

  @Test
  void noGroupsNoLimits() {
    Cgroups groups = Cgroups.read(machine("psi-off"), 1);

    assertThat(groups.layout()).isEqualTo(Layout.NONE);
    assertThat(groups.quotaCpus()).isInfinite();
    assertThat(groups.cpus().isEmpty()).isTrue();
    assertThat(groups.hidden()).isEmpty();
  }

  @Test
  void theLeastLimitHolds() {
    EffectiveCpus quota = EffectiveCpus.read(machine("v2-quota"), 4242).orElseThrow();
    assertThat(quota.allowed()).hasToString("0-3");
    assertThat(quota.cpus()).isEqualTo(1.5);
    assertThat(quota.whole()).isEqualTo(2);
    assertThat(quota.limitedBy()).isEqualTo("quota of 1.5 CPUs");
    assertThat(quota.complete()).isTrue();

    EffectiveCpus small = EffectiveCpus.read(machine("v1"), 4242).orElseThrow();
    assertThat(small.cpus()).isEqualTo(0.2);
    assertThat(small.whole()).isEqualTo(1);
    assertThat(EffectiveCpus.read(machine("v1"), 1)).isEmpty();
  }

  @Test
  void withoutAQuotaTheMasksDecide() {
    Cgroups twoCpus = Cgroups.readSelf(machine("v1-and-v2"));
    Cgroups none = Cgroups.read(machine("psi-off"), 1);

    EffectiveCpus cpuset = EffectiveCpus.of(CpuSet.parse("0-3"), none);
    assertThat(cpuset.limitedBy()).isEqualTo("affinity 0-3");
    assertThat(cpuset.cpus()).isEqualTo(4);
    EffectiveCpus both = EffectiveCpus.of(CpuSet.parse("2-3"), twoCpus);
    assertThat(both.allowed()).hasToString("3");
    assertThat(both.limitedBy()).isEqualTo("cpuset 1,3");
  }
}
