package dev.freshet.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.doctor.look.CouldNotLook;
import dev.freshet.doctor.look.Look;
import dev.freshet.doctor.look.LookOptions;
import dev.freshet.doctor.look.Progress;
import dev.freshet.doctor.window.Window;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong is one clear line, and nothing is left switched on. */
final class TroubleTest {
  private static final Duration SHORT = LookOptions.SHORTEST;

  @Test
  void aProcessThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> Doctor.look(4_000_000, SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("PID '4000000': must be a process that runs, and there is none");
  }

  @Test
  void aProcessThatIsNoJvmIsRefused() throws IOException {
    Process cat = new ProcessBuilder("cat").start();
    try {
      assertThatThrownBy(() -> Doctor.look(cat.pid(), SHORT))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("PID '" + cat.pid() + "': must be a JVM, and cat is none");
    } finally {
      cat.destroy();
    }
  }

  @Test
  void aJvmThatRefusesToolsIsLookedAtThroughFiles() {
    try (Foreign jvm =
        Foreign.start(List.of(), List.of("-XX:+DisableAttachMechanism"), "Healthy")) {
      Diagnosis diagnosis = Doctor.look(jvm.pid(), SHORT);

      assertThat(diagnosis.windows().count()).isEqualTo(4);
      assertThat(diagnosis.layers())
          .filteredOn(layer -> !layer.available())
          .extracting(Diagnosis.Layer::detail)
          .contains("attach refused: the JVM runs with -XX:+DisableAttachMechanism");
      assertThat(diagnosis.notChecked()).anyMatch(line -> line.contains("flight recorder off"));
      assertThat(diagnosis.leftBehind()).isEmpty();
    }
  }

  @Test
  void aJvmThatEndsMeanwhileIsSaidToHaveEnded() {
    Foreign jvm = Foreign.start(List.of(), List.of(), "Healthy");
    Progress killer =
        new Progress() {
          @Override
          public void layer(Diagnosis.Layer layer) {
            // not of interest
          }

          @Override
          public void window(Window window, int number, int of) {
            jvm.close();
          }
        };

    assertThatThrownBy(() -> new Look(jvm.pid(), LookOptions.lasting(SHORT), killer).run())
        .isInstanceOf(CouldNotLook.class)
        .hasMessage("process " + jvm.pid() + " ended after 1 s; a cause needs 3");
  }

  @Test
  void afterTheLookNothingRecordsAndNoFileIsLeft() throws IOException, InterruptedException {
    try (Foreign jvm = Foreign.start(List.of(), List.of(), "Healthy")) {
      Look look = new Look(jvm.pid(), new LookOptions(SHORT, true, false), Progress.NONE);
      look.stop();
      look.run();

      Process check =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  String.valueOf(jvm.pid()),
                  "JFR.check")
              .start();
      String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(check.waitFor()).isZero();
      assertThat(said).doesNotContain("freshet-doctor");
      try (Stream<Path> left = Files.list(Path.of("/proc/" + jvm.pid() + "/root/tmp"))) {
        assertThat(left.filter(p -> p.getFileName().toString().startsWith("freshet-doctor")))
            .filteredOn(folder -> Files.exists(folder.resolve("doctor.jfc")))
            .isEmpty();
      }
    }
  }

  @Test
  void anOlderJvmIsLookedAtAsFarAsItGoes(@TempDir Path folder) throws IOException {
    Path old = Path.of("/usr/lib/jvm/java-17-openjdk-amd64");
    Assumptions.assumeTrue(Files.isExecutable(old.resolve("bin/java")), "needs a JDK 17");
    // The compiled programs are too new for that JVM, which can run a source file by itself.
    Path source = folder.resolve("Waiting.java");
    Files.writeString(
        source,
        """
        class Waiting {
          public static void main(String[] arguments) throws Exception {
            System.out.println("ready");
            System.in.read();
          }
        }
        """);
    try (Foreign jvm =
        Foreign.run("Waiting", List.of(old.resolve("bin/java").toString(), source.toString()))) {
      Diagnosis diagnosis = Doctor.look(jvm.pid(), SHORT);

      assertThat(diagnosis.target()).containsEntry("javaVersion", "17");
      assertThat(diagnosis.layers())
          .filteredOn(layer -> !layer.available())
          .extracting(Diagnosis.Layer::detail)
          .anyMatch(detail -> detail.startsWith("JDK 17 target: no method traces"));
    }
  }
}
