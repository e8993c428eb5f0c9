package dev.freshet.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.host.process.Pressure.Missing;
import dev.freshet.host.process.Pressure.Reading;
import dev.freshet.host.process.Pressure.Resource;
import dev.freshet.host.system.SystemRoot;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

final class PressureTest {
  private static SystemRoot machine(String name) {
    return new SystemRoot(Path.of("src/test/resources/machines", name));
  }

  @Test
  void offAndAbsentAreToldApart() {
    assertThat(reason(Pressure.read(machine("psi-off"), Resource.CPU)))
        .isEqualTo("proc/pressure/cpu cannot be read: PSI is off, boot with psi=1");
    assertThat(reason(Pressure.read(machine("v1"), Resource.CPU)))
        .startsWith("no /proc/pressure: ");
    assertThat(reason(Pressure.read(machine("psi-off"), Resource.MEMORY)))
        .isEqualTo("proc/pressure/memory is not understood: what is this");
  }

  @Test
  void olderKernelsHaveOneLine() {
    assertThat(Pressure.read(machine("psi-off"), Resource.IO))
        .isEqualTo(new Reading(0.5, 6_514_528, Double.NaN, -1));
  }

  @Test
  void groupsHaveTheirOwn() {
    String group = "sys/fs/cgroup/kubepods/pod7/shop";

    assertThat(Pressure.readGroup(machine("v2-quota"), group, Resource.CPU))
        .isEqualTo(new Reading(12.5, 777_000, 2.25, 55_000));
    assertThat(reason(Pressure.readGroup(machine("v2-quota"), group, Resource.IO)))
        .isEqualTo("no sys/fs/cgroup/kubepods/pod7/shop/io.pressure");
  }

  private static String reason(Pressure pressure) {
    return assertThat(pressure)
        .asInstanceOf(InstanceOfAssertFactories.type(Missing.class))
        .actual()
        .reason();
  }
}
