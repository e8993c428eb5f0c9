package dev.freshet.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProcessReaderTest {
  private static final SystemRoot CONTAINER =
      new SystemRoot(Path.of("src/test/resources/machines/v2-quota"));

  @Test
  void aProcessInAContainerSeenFromOutside() {
    ProcessStatus status = ProcessReader.of(CONTAINER, 4242).status().orElseThrow();

    assertThat(status.name()).isEqualTo("java");
    assertThat(status.commandLine()).containsExactly("java", "-Xmx512m", "-jar", "the shop.jar");
    assertThat(status.uid()).isEqualTo(1000);
    assertThat(status.namespacePids()).containsExactly(4242L, 7L, 1L);
    assertThat(status.innermostPid()).isEqualTo(1);
    assertThat(status.threads()).isEqualTo(3);
    assertThat(status.allowedCpus()).hasToString("0-7");
    assertThat(status.allowedNodes()).hasToString("0");
    assertThat(status.ageSeconds()).isEqualTo(1000.5);
  }

  @Test
  void aNameMayLookLikeTheFieldsAfterIt() {
    ThreadSample thread = ProcessReader.of(CONTAINER, 4242).threads().get(1);

    assertThat(thread)
        .isEqualTo(
            new ThreadSample(
                4250,
                "pool (1) a) R",
                'R',
                400_010,
                626_400_000,
                626_700_000,
                333,
                111,
                222,
                44,
                7,
                5,
                CpuSet.parse("2-3,5")));
  }

  @Test
  void whatTheKernelDoesNotCountIsUnknownNotZero() {
    ThreadSample thread = ProcessReader.of(CONTAINER, 4242).threads().get(2);

    assertThat(thread.runNanos()).isEqualTo(-1);
    assertThat(thread.waitNanos()).isEqualTo(-1);
    assertThat(thread.slices()).isEqualTo(-1);
    assertThat(thread.migrations()).isEqualTo(-1);
    assertThat(thread.majorFaults()).isZero();
  }

  @Test
  void statesAreReadAlone() {
    assertThat(ProcessReader.of(CONTAINER, 4242).states())
        .isEqualTo(Map.of(4242, 'S', 4250, 'R', 4251, 'D'));
  }

  @Test
  void aProcessThatIsGoneHasNothing() {
    ProcessReader gone = ProcessReader.of(CONTAINER, 4243);

    assertThat(gone.status()).isEmpty();
    assertThat(gone.threads()).isEmpty();
    assertThat(gone.states()).isEmpty();
  }

  @Test
  void thisJvmIsSeenRunning() {
    assumeLinux();
    SystemRoot root = SystemRoot.ofThisMachine();
    long pid = ProcessHandle.current().pid();

    List<ThreadSample> threads = ProcessReader.of(root, pid).threads();

    assertThat(threads).extracting(ThreadSample::name).contains("VM Thread");
    assertThat(threads).allMatch(thread -> !thread.allowedCpus().isEmpty());
    ProcessStatus status = ProcessReader.of(root, pid).status().orElseThrow();
    assertThat(status.ageSeconds()).isPositive();
    assertThat(status.innermostPid()).isEqualTo(pid);
  }

  @Test
  void tasksetIsSeenFromOutside() throws IOException, InterruptedException {
    assumeLinux();
    SystemRoot root = SystemRoot.ofThisMachine();
    int cpu =
        ProcessReader.of(root, ProcessHandle.current().pid())
            .status()
            .orElseThrow()
            .allowedCpus()
            .first();
    Process child = startPinned(cpu);
    try {
      // One line tells that taskset has become the shell.
      child.inputReader().readLine();

      assertThat(ProcessReader.of(root, child.pid()).threads())
          .singleElement()
          .satisfies(thread -> assertThat(thread.allowedCpus()).isEqualTo(CpuSet.of(cpu)));
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private static Process startPinned(int cpu) throws IOException {
    try {
      return new ProcessBuilder(
              "taskset", "-c", Integer.toString(cpu), "sh", "-c", "echo up; read line")
          .start();
    } catch (IOException missing) {
      assumeTrue(false, "taskset is not installed");
      throw missing;
    }
  }

  private static void assumeLinux() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs /proc");
  }
}
