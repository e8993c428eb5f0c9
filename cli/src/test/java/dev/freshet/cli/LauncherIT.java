package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a newcomer meets it: after {@code package}, through the launcher. */
final class LauncherIT {
  private static final Path LAUNCHER = Path.of("..", "freshet").toAbsolutePath().normalize();

  @TempDir Path folder;

  private Processes.Finished freshet(String... arguments) throws Exception {
    return freshet(LAUNCHER, environment -> {}, arguments);
  }

  private Processes.Finished freshet(
      Path launcher, Consumer<Map<String, String>> setUp, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    return Processes.run(
        folder,
        builder -> {
          // This very build is to be run, and none is to be started inside it.
          builder.environment().put("FRESHET_BUILD", "never");
          builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
          builder.environment().keySet().removeAll(List.of("MAVEN_OPTS", "JDK_JAVA_OPTIONS"));
          setUp.accept(builder.environment());
        },
        command);
  }

  @Test
  void helpGoesToStandardOutput() throws Exception {
    freshet("--help"); // may have the rest of the build to finish, and says so
    Processes.Finished help = freshet("--help");

    assertThat(help.err()).isEmpty();
    assertThat(help.out()).startsWith("Usage: freshet").contains("completion", "test");
    assertThat(help.status()).isZero();
  }

  @Test
  void versionIsOneLine() throws Exception {
    Processes.Finished version = freshet("--version");

    assertThat(version.out()).hasLineCount(1).startsWith("freshet 0.").contains("Java 25");
    assertThat(version.status()).isZero();
  }

  @Test
  void anUnknownCommandNamesTheNearest() throws Exception {
    Processes.Finished unknown = freshet("complet");

    assertThat(unknown.err()).endsWith("; did you mean 'completion'?\n");
    assertThat(unknown.err().lines().filter(line -> line.startsWith("freshet: "))).hasSize(1);
    assertThat(unknown.out()).isEmpty();
    assertThat(unknown.status()).isEqualTo(2);
  }

  @Test
  void runsThroughASymbolicLinkFromAnyFolder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("to"), LAUNCHER);
    Path linkToLink =
        Files.createSymbolicLink(Files.createDirectory(folder.resolve("a b")).resolve("f"), link);
    Processes.Finished version = freshet(linkToLink, environment -> {}, "--version");
    Files.delete(linkToLink);
    Files.delete(link);

    assertThat(version.out()).startsWith("freshet 0.");
    assertThat(version.status()).isZero();
  }

  @Test
  void withoutJdk25OneLineSaysWhereItLookedAndHowToGetOne() throws Exception {
    Path old = oldJdk();
    Path elsewhere = Files.createDirectory(folder.resolve("jdks"));
    Processes.Finished none =
        freshet(
            LAUNCHER,
            environment -> {
              environment.put("JAVA_HOME", "/no/such/jdk");
              environment.put("PATH", old.resolve("bin") + ":/usr/bin:/bin");
              environment.put("FRESHET_JDK_FOLDERS", elsewhere.toString());
            },
            "--help");

    assertThat(none.err())
        .isEqualTo(
            "freshet: no JDK 25 found: looked at JAVA_HOME (/no/such/jdk: no JDK),"
                + " java on the PATH ("
                + old.toRealPath()
                + ": Java 17), "
                + elsewhere
                + "; get one with apt-get install openjdk-25-jdk, sdk install java 25-tem,"
                + " brew install openjdk@25, or from https://adoptium.net\n");
    assertThat(none.out()).isEmpty();
    assertThat(none.status()).isEqualTo(2);
  }

  @Test
  void findsAJdkInTheUsualFolders() throws Exception {
    Path old = oldJdk();
    Path jdks = Files.createDirectory(folder.resolve("jdks"));
    Path link =
        Files.createSymbolicLink(jdks.resolve("jdk-25"), Path.of(System.getProperty("java.home")));
    Processes.Finished found =
        freshet(
            LAUNCHER,
            environment -> {
              environment.remove("JAVA_HOME");
              environment.put("PATH", old.resolve("bin") + ":/usr/bin:/bin");
              environment.put("FRESHET_JDK_FOLDERS", "/nowhere:" + jdks);
            },
            "--version");
    Files.delete(link);

    assertThat(found.out()).contains("Java 25");
    assertThat(found.status()).isZero();
  }

  @Test
  void aCacheThatDoesNotFitIsSilent() throws Exception {
    freshet("--help");
    Processes.Finished other =
        freshet(
            LAUNCHER,
            environment -> environment.put("JDK_JAVA_OPTIONS", "-XX:+UseCompactObjectHeaders"),
            "--version");

    assertThat(other.out()).hasLineCount(1).startsWith("freshet 0.");
    assertThat(other.err()).hasLineCount(1).startsWith("NOTE: Picked up JDK_JAVA_OPTIONS");
  }

  @Test
  void theCompletionScriptIsOneThatBashReads() throws Exception {
    Path script = folder.resolve("completion.bash");
    Files.writeString(script, freshet("completion", "bash").out());
    Processes.Finished read =
        Processes.run(
            folder,
            builder -> {},
            List.of(
                "bash",
                "-c",
                "source '"
                    + script
                    + "'; COMP_WORDS=(freshet comp); COMP_CWORD=1; _complete_freshet;"
                    + " echo \"${COMPREPLY[*]}\""));

    assertThat(read.err()).isEmpty();
    assertThat(read.out()).isEqualTo("completion\n");
  }

  /** Something that looks like a JDK 17 to whoever does not run it. */
  private Path oldJdk() throws IOException {
    Path old = Files.createDirectory(folder.resolve("jdk-17"));
    Files.createDirectory(old.resolve("bin"));
    for (String tool : List.of("java", "javac")) {
      Path file = Files.writeString(old.resolve("bin").resolve(tool), "#!/bin/sh\nexit 1\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"17.0.15\"\n");
    return old;
  }
}
