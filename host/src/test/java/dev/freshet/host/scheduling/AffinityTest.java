package dev.freshet.host.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.host.process.ProcessReader;
import dev.freshet.host.scheduling.Answer.Applied;
import dev.freshet.host.scheduling.Answer.Denied;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AffinityTest {
  @TempDir Path folder;

  @Test
  void aThreadPinsItselfAndTheOthersStayFree() throws Exception {
    CpuSet before = allowed();
    int cpu = before.first();

    String seen =
        onNewThread(
            () -> {
              int tid = Affinity.currentTid().orElseThrow();
              assertThat(Affinity.pin(tid, CpuSet.of(cpu)))
                  .isEqualTo(new Applied("thread " + tid + " runs on CPUs " + cpu));
              return ProcessReader.of(SystemRoot.ofThisMachine(), ProcessHandle.current().pid())
                  .threads()
                  .stream()
                  .filter(thread -> thread.tid() == tid)
                  .findFirst()
                  .orElseThrow()
                  .allowedCpus()
                  .toString();
            });

    assertThat(seen).isEqualTo(Integer.toString(cpu));
    assertThat(allowed()).isEqualTo(before);
  }

  @Test
  void aProcessIsPinnedFromOutsideAndFreedAgain() throws Exception {
    CpuSet before = allowed();
    Process child = new ProcessBuilder("sh", "-c", "echo up; read line").start();
    try {
      child.inputReader().readLine();
      int tid = (int) child.pid();
      assertThat(Affinity.pin(tid, CpuSet.of(before.first()))).isInstanceOf(Applied.class);
      assertThat(Affinity.of(tid)).contains(CpuSet.of(before.first()));
      assertThat(Affinity.pin(tid, before)).isInstanceOf(Applied.class);
      assertThat(Affinity.of(tid)).contains(before);
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void cpusThatAreNotThereAreLeftOutOrRefused() throws Exception {
    int cpu = allowed().first();
    Answer some =
        onNewThread(
            () -> Affinity.pin(Affinity.currentTid().orElseThrow(), CpuSet.of(cpu, CpuSet.MAX)));
    Answer none =
        onNewThread(() -> Affinity.pin(Affinity.currentTid().orElseThrow(), CpuSet.of(CpuSet.MAX)));

    assertThat(some)
        .isInstanceOfSatisfying(
            Applied.class,
            applied ->
                assertThat(applied.what())
                    .endsWith(
                        "runs on CPUs "
                            + cpu
                            + ", the others of "
                            + CpuSet.of(cpu, CpuSet.MAX)
                            + " are not granted"));
    assertThat(none)
        .isEqualTo(new Denied("none of the CPUs 8191 is online and inside the cpuset (EINVAL)"));
  }

  @Test
  void aThreadThatIsGoneIsNamed() {
    allowed();
    assertThat(Affinity.pin(Integer.MAX_VALUE, CpuSet.of(0)))
        .isEqualTo(new Denied("sched_setaffinity: there is no such thread (ESRCH)"));
    assertThat(Affinity.of(Integer.MAX_VALUE)).isEmpty();
  }

  @Test
  void badNumbersAreRefusedBeforeTheKernelIsAsked() {
    assertThatThrownBy(() -> Affinity.pin(0, CpuSet.of(0))).hasMessageContaining("above 0");
    assertThatThrownBy(() -> Affinity.pin(1, CpuSet.empty()))
        .hasMessageContaining("at least one CPU");
  }

  @Test
  void threadsThatMakeOthersMustNotBePinnedInAYoungJvm() throws IOException {
    SystemRoot root = new SystemRoot(folder);
    jvm(10, 4.5);

    assertThat(Affinity.orderRule(root, 10))
        .contains(
            "thread 10 (java) makes threads, which inherit its CPUs, and its JVM is only 4.5 s old:"
                + " pin after 10 s, or pin the threads of a pool");
    assertThat(Affinity.orderRule(root, 11)).get().asString().contains("(VM Thread)");
    assertThat(Affinity.orderRule(root, 12)).get().asString().contains("(C2 CompilerThre)");
    assertThat(Affinity.orderRule(root, 13)).as("an event loop").isEmpty();
    assertThat(Affinity.orderRule(root, 14)).as("no such thread").isEmpty();
  }

  @Test
  void afterTenSecondsEveryThreadMayBePinned() throws IOException {
    jvm(10, 10.5);

    assertThat(Affinity.orderRule(new SystemRoot(folder), 10)).isEmpty();
  }

  @Test
  void theRuleIsForJvmsOnly() throws IOException {
    thread(10, 10, "java", 4.5);

    assertThat(Affinity.orderRule(new SystemRoot(folder), 10)).isEmpty();
  }

  @Test
  void theNamesOfTheRuleAreThoseOfThisJvm() {
    allowed();
    SystemRoot root = SystemRoot.ofThisMachine();
    long pid = ProcessHandle.current().pid();

    assertThat(ProcessReader.of(root, pid).threads())
        .extracting(thread -> thread.name())
        .contains("java", "VM Thread")
        .anyMatch(name -> name.startsWith("C2 CompilerThre"));
  }

  private void jvm(int pid, double age) throws IOException {
    thread(pid, pid, "java", age);
    thread(pid, 11, "VM Thread", age);
    thread(pid, 12, "C2 CompilerThre", age);
    thread(pid, 13, "epollEventLoopG", age);
  }

  private void thread(int pid, int tid, String name, double age) throws IOException {
    Files.createDirectories(folder.resolve("proc/" + tid));
    Path task = Files.createDirectories(folder.resolve("proc/" + pid + "/task/" + tid));
    Files.writeString(folder.resolve("proc/uptime"), "1000.00 1.00\n");
    Files.writeString(task.resolve("comm"), name + "\n");
    Files.writeString(folder.resolve("proc/" + tid + "/status"), "Tgid:\t" + pid + "\n");
    long start = Math.round((1000 - age) * 100);
    Files.writeString(
        folder.resolve("proc/" + tid + "/stat"),
        tid + " (" + name + ") S" + " 0".repeat(18) + " " + start + " 0".repeat(30) + "\n");
  }

  /** The CPUs of the calling thread; skips the test where threads cannot be pinned. */
  private static CpuSet allowed() {
    assumeTrue(Affinity.currentTid().isPresent(), "needs Linux");
    return Affinity.of(Affinity.currentTid().getAsInt()).orElseThrow();
  }

  private static <T> T onNewThread(Callable<T> action) throws Exception {
    FutureTask<T> task = new FutureTask<>(action);
    Thread.ofPlatform().start(task);
    return task.get();
  }
}
