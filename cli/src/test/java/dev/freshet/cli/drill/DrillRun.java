package dev.freshet.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One {@code freshet drill} in a JVM of its own, as a user runs it, and what it left behind. Its
 * temporary folder is private to the run, so that a leftover process is known by its command line.
 */
final class DrillRun {
  /** A safety net in seconds, not an expectation. */
  private static final int TIMEOUT_S = 300;

  private static final Pattern ADDRESS = Pattern.compile("  market +(http://[0-9.]+:\\d+)");

  final Path temporary;
  final Path json;
  final Path report;
  final List<String> err = new ArrayList<>();
  final CompletableFuture<URI> market = new CompletableFuture<>();
  final CompletableFuture<String> armed = new CompletableFuture<>();
  final Process process;
  private final Path out;
  private final LineTail errors;

  private DrillRun(Path folder, List<String> arguments) throws IOException {
    temporary = Files.createTempDirectory(folder, "tmp");
    json = temporary.resolve("drill.json");
    report = temporary.resolve("drill.html");
    out = temporary.resolve("stdout.txt");
    List<String> all = new ArrayList<>(List.of("drill"));
    all.addAll(arguments);
    List<String> command = new ArrayList<>(ChildCommand.java(all));
    command.add(1, "-Djava.io.tmpdir=" + temporary);
    command.add(2, "-Dstdout.encoding=UTF-8");
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile());
    process = builder.start();
    process.getOutputStream().close();
    errors = new LineTail(process.getErrorStream(), "drill-stderr", this::heard);
  }

  /** Starts a drill without waiting for it. */
  static DrillRun start(Path folder, String... arguments) throws IOException {
    return new DrillRun(folder, List.of(arguments));
  }

  /** Runs a drill of small size to its end, with JSON and report. */
  static DrillRun of(Path folder, String... arguments) throws Exception {
    Path files = Files.createTempDirectory(folder, "files");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--in", "200ms", "--json", files.resolve("d.json").toString()));
    all.addAll(List.of("--report", files.resolve("d.html").toString()));
    DrillRun run = new DrillRun(folder, all);
    run.await();
    if (Files.exists(files.resolve("d.json"))) {
      Files.move(files.resolve("d.json"), run.json);
    }
    if (Files.exists(files.resolve("d.html"))) {
      Files.move(files.resolve("d.html"), run.report);
    }
    return run;
  }

  private void heard(String line) {
    synchronized (err) {
      err.add(line);
    }
    Matcher address = ADDRESS.matcher("  " + line);
    if (address.find()) {
      market.complete(URI.create(address.group(1)));
    }
    if (line.startsWith("armed")) {
      armed.complete(line);
    }
  }

  int await() throws InterruptedException {
    try {
      Assertions.assertTrue(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS), "the drill ends");
      errors.awaitEnd();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  int status() {
    return process.exitValue();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() {
    synchronized (err) {
      return String.join("\n", err);
    }
  }

  JsonNode json() {
    return JsonMapper.shared().readTree(json);
  }

  /**
   * All invariants hold. A stall of a busy test machine over T0 lets the client call itself unable
   * to judge (20): that is its right, and no fault of the drill.
   */
  DrillRun held() throws IOException {
    assertThat(status()).as("%s\n%s", err(), out()).isIn(0, 20);
    for (JsonNode one : json().at("/invariants")) {
      assertThat(one.at("/holds").booleanValue()).as("%s", one).isTrue();
    }
    return nothingLeft();
  }

  /** The drill was stopped and could still verify; see {@link #held} for 20. */
  DrillRun interrupted() throws IOException {
    assertThat(status()).as("%s\n%s", err(), out()).isIn(130, 20);
    return nothingLeft();
  }

  /** Fails with everything that was printed. */
  DrillRun ended(int status) throws IOException {
    assertThat(status()).as("%s\n%s", err(), out()).isEqualTo(status);
    return nothingLeft();
  }

  /** No process, no port and no data folder of this run is left. */
  DrillRun nothingLeft() throws IOException {
    assertThat(ProcessHandle.allProcesses().filter(this::isOurs)).as("processes left").isEmpty();
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .as("folders left")
          .noneMatch(name -> name.startsWith("freshet-drill"));
    }
    URI address = market.getNow(null);
    if (address != null) {
      Assertions.assertThrows(
          ConnectException.class,
          () -> new Socket(InetAddress.getLoopbackAddress(), address.getPort()).close());
    }
    return this;
  }

  private boolean isOurs(ProcessHandle handle) {
    return handle.info().commandLine().orElse("").contains(temporary.toString());
  }
}
