package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.launch.Goal;
import dev.freshet.doctor.launch.JavaCommand;
import dev.freshet.doctor.launch.LaunchCheck;
import dev.freshet.doctor.launch.LaunchItem;
import dev.freshet.doctor.launch.LaunchPlan;
import dev.freshet.doctor.launch.Wanted;
import dev.freshet.host.system.CpuSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Plans and checks as they stand on the terminal. */
final class LaunchShowingTest {
  @Test
  void aPlanIsGroupedByWhatItDoes() {
    JavaCommand java = JavaCommand.parse(List.of("java", "-Xmx1g", "Shop"), Map.of());
    LaunchPlan plan =
        new LaunchPlan(
            Goal.LATENCY,
            CpuSet.parse("0-3"),
            CpuSet.of(0),
            4,
            OptionalLong.empty(),
            List.of(
                new LaunchItem(LaunchItem.Kind.ADVICE, "preempt=full", "because"),
                new LaunchItem(
                    LaunchItem.Kind.FLAG,
                    "-XX:+UseZGC",
                    "a reason of so many words that the line must be broken before it gets too"
                        + " long"),
                new LaunchItem(LaunchItem.Kind.CONFLICT, "-Xmx1g", "too much")),
            List.of(),
            List.of("-XX:+UseZGC"),
            java,
            Wanted.NOTHING);

    assertThat(String.join("\n", LaunchShowing.plan(plan)))
        .isEqualTo(
            """
            goal latency on CPUs 0-3

            flags
              -XX:+UseZGC
                  a reason of so many words that the line must be broken before it gets too
                  long

            conflicts: what you gave or have is kept
              -Xmx1g
                  too much

            advice: nothing of this is set
              preempt=full
                  because
            """);
  }

  @Test
  void checksAreATable() {
    assertThat(
            LaunchShowing.checks(
                List.of(
                    new LaunchCheck("CPUs of the threads", "1", "0-1", LaunchCheck.Result.WRONG),
                    new LaunchCheck("carriers", "2", "2", LaunchCheck.Result.OK))))
        .containsExactly(
            "result  what                 wanted  actual",
            "WRONG   CPUs of the threads  1       0-1",
            "ok      carriers             2       2");
  }
}
