package dev.freshet.market;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A market in a process of its own, which can be killed and starved. */
final class ChildMarket implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final BufferedReader err;
  private final URI address;

  private ChildMarket(Process process) throws IOException {
    this.process = process;
    out = process.inputReader(StandardCharsets.UTF_8);
    err =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      address = URI.create("none:none");
    } else {
      address = URI.create(line.split(" ", -1)[3]);
    }
  }

  static ChildMarket start(Path data, String... arguments) throws IOException {
    return start(List.of(), data, arguments);
  }

  /** With more options for the JVM. */
  static ChildMarket start(List<String> options, Path data, String... arguments)
      throws IOException {
    Path classes =
        Path.of(MarketMain.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    String classPath =
        String.join(
            File.pathSeparator,
            classes.resolveSibling("classes").toString(),
            classes.resolveSibling("test-classes").toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath));
    command.addAll(options);
    command.add("dev.freshet.market.MarketMain");
    command.add("data=" + data);
    command.addAll(List.of(arguments));
    return new ChildMarket(new ProcessBuilder(command).start());
  }

  /** From now on the process can write no file beyond this size: an unprivileged disk full. */
  void limitFileSize(long bytes) throws IOException, InterruptedException {
    Process limit =
        new ProcessBuilder("prlimit", "--pid", "" + process.pid(), "--fsize=" + bytes)
            .inheritIO()
            .start();
    if (limit.waitFor() != 0) {
      throw new IOException("prlimit failed");
    }
  }

  URI address() {
    return address;
  }

  String nextLine() throws IOException {
    return String.valueOf(out.readLine());
  }

  String errorLine() throws IOException {
    return String.valueOf(err.readLine());
  }

  void terminate() {
    process.destroy();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    exitStatus();
  }

  int exitStatus() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the market did not end within 60 s");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    out.close();
    err.close();
  }
}
