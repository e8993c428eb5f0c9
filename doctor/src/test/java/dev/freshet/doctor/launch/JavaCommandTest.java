package dev.freshet.doctor.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command line of java, taken apart. */
final class JavaCommandTest {
  @Test
  void optionsWithAValueDoNotHideTheProgram() {
    JavaCommand command =
        JavaCommand.parse(
            List.of(
                "/jdk/bin/java",
                "-cp",
                "a b.jar",
                "--add-modules=x",
                "-Xmx1g",
                "Main",
                "-Xmx2g",
                "two words"),
            Map.of());

    assertThat(command.options()).containsExactly("-cp", "a b.jar", "--add-modules=x", "-Xmx1g");
    assertThat(command.program()).containsExactly("Main", "-Xmx2g", "two words");
    assertThat(command.given()).containsEntry("MaxHeapSize", "1g");
  }

  @ParameterizedTest
  @CsvSource({
    "java -jar app.jar, 2",
    "java -m mod/Main, 2",
    "java --module-path lib -m mod, 2",
    "java Main, 1"
  })
  void everyFormOfAProgramIsFound(String line, int words) {
    assertThat(JavaCommand.parse(List.of(line.split(" ", -1)), Map.of()).program()).hasSize(words);
  }

  @Test
  void theLastOfANameWinsWhereverItComesFrom(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("options");
    Files.writeString(file, "# ours\n-XX:+UseZGC -Xms64m\n");
    JavaCommand command =
        JavaCommand.parse(
            List.of("java", "-Xmx1g", "@" + file, "-XX:MaxHeapSize=2g", "Main"),
            Map.of("JAVA_TOOL_OPTIONS", "-Xmx3g -ea", "_JAVA_OPTIONS", "-Xms128m"));

    assertThat(command.given())
        .containsEntry("MaxHeapSize", "2g")
        .containsEntry("InitialHeapSize", "128m")
        .containsEntry("UseZGC", "true")
        .containsEntry("-ea", "");
  }

  @ParameterizedTest
  @CsvSource({
    "ls -l, must be java",
    "java, must name a program",
    "java -Xmx1g, must name a program",
    "java -cp a.jar, must name a program",
    "javac Main, must be java"
  })
  void whatIsNoCommandOfJavaIsRefused(String line, String complaint) {
    assertThatThrownBy(() -> JavaCommand.parse(List.of(line.split(" ", -1)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("COMMAND '" + line + "': " + complaint);
  }

  @Test
  void theReleaseIsReadFromTheFolderOfTheJdk(@TempDir Path folder) throws Exception {
    Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
    assertThat(JavaCommand.featureOf(java)).isEmpty();
    Files.writeString(folder.resolve("release"), "X=1\nJAVA_VERSION=\"17.0.15\"\n");
    assertThat(JavaCommand.featureOf(java)).hasValue(17);
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"1.8.0_402\"\n");
    assertThat(JavaCommand.featureOf(java)).hasValue(8);
  }

  @Test
  void theLauncherIsLookedUpAsAShellWould(@TempDir Path folder) {
    Path own = Path.of(System.getProperty("java.home"), "bin", "java");
    JavaCommand plain = JavaCommand.parse(List.of("java", "Main"), Map.of());

    assertThat(plain.executable(folder + ":" + own.getParent())).isExecutable().hasFileName("java");
    assertThatThrownBy(() -> plain.executable(folder.toString()))
        .hasMessageContaining("none in the folders of PATH");
    assertThatThrownBy(
            () -> JavaCommand.parse(List.of(folder + "/java", "Main"), Map.of()).executable(""))
        .hasMessageContaining("must be a program that you can run");
  }

  @Test
  void sizesAreComparedInWhateverUnit() {
    assertThat(JavaOption.of("-Xmx1g").says("1024M")).isTrue();
    assertThat(JavaOption.of("-Xmx1g").name()).isEqualTo(JavaOption.of("-XX:MaxHeapSize=1").name());
    assertThat(JavaOption.of("-XX:-UseNUMA")).isEqualTo(new JavaOption("UseNUMA", "false"));
    assertThat(JavaOption.bytes("9999999999999t")).isEmpty();
    assertThat(JavaOption.bytes("x")).isEmpty();
  }
}
