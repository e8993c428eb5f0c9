package dev.freshet.doctor.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.window.Window.Role;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RolesTest {
  @ParameterizedTest
  @CsvSource({
    "ForkJoinPool-1-,CARRIER",
    "ForkJoinPool-2-,JAVA",
    "GC Thread#0,GC",
    "G1 Service,GC",
    "ZWorkerYoung#1,GC",
    "C2 CompilerThre,COMPILER",
    "VM Thread,VM",
    "JFR Recorder Th,OTHER",
    "RMI TCP Connect,OTHER",
    "Attach Listener,OTHER",
    "java,JAVA",
    "http-nio-8080-e,JAVA"
  })
  void theKernelsNameTells(String name, Role role) {
    assertThat(new Roles(Map.of(), Roles.USUAL_POOL).of(7, name)).isEqualTo(role);
  }

  @Test
  void wholeNamesTellCarriersFromTheSchedulersTimer() {
    Roles roles =
        new Roles(
            Map.of(7, "ForkJoinPool-1-worker-2", 8, "ForkJoinPool-1-delayScheduler"),
            Roles.USUAL_POOL);

    assertThat(roles.of(7, "ForkJoinPool-1-")).isEqualTo(Role.CARRIER);
    assertThat(roles.of(8, "ForkJoinPool-1-")).isEqualTo(Role.OTHER);
  }

  @Test
  void aPoolThatTheProgramMadeFirstIsNotTheSchedulers() {
    Roles roles = new Roles(Map.of(), "ForkJoinPool-2-");

    assertThat(roles.of(7, "ForkJoinPool-1-")).isEqualTo(Role.JAVA);
    assertThat(roles.of(8, "ForkJoinPool-2-")).isEqualTo(Role.CARRIER);
  }

  @Test
  void threadNumbersAreDecimalOrHexadecimal() {
    assertThat(
            ThreadNames.parse(
                """
                "ForkJoinPool-1-worker-1" #23 [227] daemon prio=5 os_prio=0 [0x00007fe5fc2fe000]
                   Carrying virtual thread #47
                "main" #1 prio=5 os_prio=0 cpu=42.61ms tid=0x00007fc1f40e4540 nid=0x2a03 runnable
                   at nothing
                """))
        .isEqualTo(Map.of(227L, "ForkJoinPool-1-worker-1", 0x2a03L, "main"));
  }
}
