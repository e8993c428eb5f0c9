package dev.freshet.doctor.cause;

import static dev.freshet.doctor.cause.Scene.causes;
import static dev.freshet.doctor.cause.Scene.decide;
import static dev.freshet.doctor.cause.Scene.during;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What keeps threads off a processor: quota, mask, others, the hypervisor. */
class ProcessorCausesTest {
  private static final String V1 = "/sys/fs/cgroup/cpu/app";
  private static final String V2 = "/sys/fs/cgroup/app.slice";

  private static Consumer<Scene> throttled(String path, double quota) {
    return s -> s.group(path, quota, 9, 700).carriers(80, 720).worker(60, 700);
  }

  private static Verdict first(Consumer<Scene> change) {
    return decide(during(5, change)).verdicts().getFirst();
  }

  @Test
  void namesTheQuotaOfTheGroupInTheWordsOfItsVersion() {
    Verdict v1 = first(throttled(V1, 0.3));
    assertThat(v1.cause()).isEqualTo(Cause.THROTTLED);
    assertThat(v1.headline()).contains(V1).contains("0.30 CPUs");
    assertThat(v1.fix()).contains("> " + V1 + "/cpu.cfs_quota_us");
    assertThat(v1.undo()).isEqualTo("echo 30000 > " + V1 + "/cpu.cfs_quota_us");
    Verdict v2 = first(throttled(V2, 0.3));
    assertThat(v2.undo()).isEqualTo("echo \"30000 100000\" > " + V2 + "/cpu.max");
  }

  @Test
  void namesTheAncestorWhoseQuotaIsUsedUp() {
    Verdict verdict =
        first(
            s ->
                s.group(V2 + "/leaf", Double.POSITIVE_INFINITY, 0, 0)
                    .group(V2, 0.3, 9, 700)
                    .carriers(80, 720));
    assertThat(verdict.headline()).contains("ancestor group " + V2);
  }

  @Test
  void neverTakesAQuotaForANeighbour() {
    // a neighbour is there indeed, but the wait is that of the quota
    assertThat(causes(s -> throttled(V1, 0.3).accept(s.others(900))))
        .containsExactly(Cause.THROTTLED);
    // counters of the group are a period late: part of the wait looks unexplained
    assertThat(causes(s -> s.others(900).group(V1, 0.3, 9, 600).carriers(80, 720)))
        .containsExactly(Cause.THROTTLED);
    // a group whose throttled time cannot be read
    assertThat(causes(s -> s.others(900).group(V1, 0.3, 9, Double.NaN).carriers(80, 720)))
        .isEmpty();
  }

  @Test
  void asksForThreeWindowsOfThrottling() {
    assertThat(causes(during(2, throttled(V1, 0.3)))).isEmpty();
    assertThat(causes(during(3, throttled(V1, 0.3)))).containsExactly(Cause.THROTTLED);
  }

  @Test
  void findsNothingIfTheQuotaIsNotHitOrHurtsOnlyASibling() {
    assertThat(causes(s -> s.group(V1, 1.5, 0, 0))).isEmpty();
    assertThat(causes(s -> s.group(V1, 0.3, 9, 700)))
        .as("the target itself did not wait")
        .isEmpty();
  }

  @Test
  void tellsANeighbourFromOwnOversubscription() {
    Verdict neighbour = first(s -> s.worker(600, 500).carriers(200, 100).others(1100));
    assertThat(neighbour.cause()).isEqualTo(Cause.RUN_QUEUE);
    assertThat(neighbour.headline()).startsWith("a neighbour").contains("worker-1");
    Verdict own =
        first(
            s ->
                s.thread(Role.JAVA, 32, "worker-2", 650, 340)
                    .thread(Role.JAVA, 33, "worker-3", 650, 340)
                    .worker(650, 340)
                    .carriers(0, 0));
    assertThat(own.cause()).isEqualTo(Cause.RUN_QUEUE);
    assertThat(own.headline()).startsWith("own oversubscription");
  }

  @Test
  void blamesNobodyIfThreadsOnlyMeetNowAndThen() {
    assertThat(causes(s -> s.worker(600, 500).others(60))).isEmpty();
  }

  @Test
  void asksForAQuarterOfTheTimeOrForTwiceAsLong() {
    Consumer<Scene> bad = s -> s.worker(600, 450).others(1100);
    assertThat(causes(during(2, bad))).isEmpty();
    assertThat(causes(during(3, bad))).containsExactly(Cause.RUN_QUEUE);
    Consumer<Scene> mild = s -> s.worker(600, 150).others(900);
    assertThat(causes(during(5, mild))).isEmpty();
    assertThat(causes(during(6, mild))).containsExactly(Cause.RUN_QUEUE);
    Consumer<Scene> below = s -> s.worker(600, 90).others(900);
    assertThat(causes(during(7, below))).isEmpty();
  }

  @Test
  void leavesTheDoctorsOwnThreadsOutOfIt() {
    assertThat(
            causes(
                s ->
                    s.others(1100)
                        .thread(Role.JAVA, 81, "RMI TCP Connect", 300, 600)
                        .thread(Role.JAVA, 82, "JFR Recorder Th", 300, 600)
                        .thread(Role.OTHER, 83, "Attach Listener", 300, 600)))
        .isEmpty();
  }

  @Test
  void namesTheMaskIfTheProgramWantsMoreThanItAllows() {
    Verdict verdict = first(s -> s.mask(1).carriers(450, 500).worker(90, 20));
    assertThat(verdict.cause()).isEqualTo(Cause.AFFINITY);
    assertThat(verdict.headline()).contains("CPU 1 of 2");
    assertThat(verdict.fix()).isEqualTo("taskset -apc 0,1 4711");
    assertThat(verdict.undo()).isEqualTo("taskset -apc 1 4711");
  }

  @Test
  void namesTheMaskIfTheJvmWasStartedUnderIt() {
    Target one = new Target(4711, "java", 25, 1, 512, List.of(0), Scene.BOTH);
    Decision decision =
        Decision.of(
            one, during(5, s -> s.mask(0).oneCarrier(960, 5).worker(10, 2).scheduler(1, 1, 9, 1)));
    assertThat(decision.verdicts().getFirst().cause()).isEqualTo(Cause.AFFINITY);
    assertThat(decision.verdicts()).hasSize(1);
    assertThat(decision.verdicts().getFirst().fix()).contains("--parallelism 2 --apply");
  }

  @Test
  void namesCarriersThatAreBoundTighterThanTheRest() {
    Verdict verdict =
        first(s -> s.carriers(490, 500).bind(Scene.CARRIER_1, 0).bind(Scene.CARRIER_2, 0));
    assertThat(verdict.headline()).contains("the carriers may use only CPU 0");
  }

  @Test
  void takesANarrowMaskThatNothingBumpsIntoForAChoice() {
    assertThat(causes(s -> s.mask(1))).isEmpty();
    assertThat(causes(during(2, s -> s.mask(1).carriers(450, 500)))).isEmpty();
  }

  @Test
  void namesANeighbourOnTheOnlyAllowedProcessor() {
    Verdict verdict = first(s -> s.mask(1).carriers(5, 5).worker(480, 490).others(520));
    assertThat(verdict.cause()).isEqualTo(Cause.RUN_QUEUE);
    assertThat(verdict.headline()).startsWith("a neighbour");
  }

  @Test
  void namesTheHypervisor() {
    assertThat(causes(s -> s.steal(250))).containsExactly(Cause.STEAL);
    assertThat(causes(s -> s.steal(190))).isEmpty();
    assertThat(causes(during(2, s -> s.steal(600)))).isEmpty();
    assertThat(causes(s -> s.steal(600).carriers(5, 0).worker(5, 0)))
        .as("an idle target is not hurt")
        .isEmpty();
  }

  @Test
  void notesMovesOfAThreadThatComputesButNotThoseOfOneThatWakesUp() {
    Consumer<Scene> moved = s -> s.put(worker(950, 10, 130));
    Verdict verdict = first(moved);
    assertThat(verdict.cause()).isEqualTo(Cause.MIGRATION);
    assertThat(verdict.severity()).isEqualTo(Verdict.Severity.NOTE);
    assertThat(verdict.headline()).contains("worker-1").contains("tid 31");
    assertThat(causes(s -> s.put(worker(950, 10, 90)))).isEmpty();
    assertThat(causes(s -> s.put(worker(950, 500, 450)))).isEmpty();
    assertThat(causes(s -> s.put(worker(300, 10, 300)))).isEmpty();
    assertThat(causes(during(2, moved))).isEmpty();
  }

  private static ThreadUse worker(double runMs, long voluntary, long migrations) {
    return new ThreadUse(
        Scene.WORKER,
        "worker-1",
        Role.JAVA,
        runMs,
        2,
        200,
        voluntary,
        150,
        migrations,
        0,
        Scene.BOTH);
  }
}
