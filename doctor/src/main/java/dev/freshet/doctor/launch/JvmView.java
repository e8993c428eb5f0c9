package dev.freshet.doctor.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM says of itself when it is asked through {@code jcmd}. That leaves nothing behind in
 * it, unlike a management agent, whose threads stay.
 *
 * {@snippet lang=java :
 * JvmView view = JvmView.ask(pid, Duration.ofSeconds(10));
 * String numa = view.flags().get("UseNUMA"); // "true" or "false"
 * }
 *
 * <p>Thread-safe: immutable.
 *
 * @param flags all flags with the values that hold; empty if it did not answer
 * @param carriers parallelism of the scheduler of virtual threads; empty before Java 24, and if the
 *     JVM did not answer
 * @param silence why it did not answer; empty if it did
 */
public record JvmView(Map<String, String> flags, OptionalInt carriers, String silence) {
  // "     bool UseNUMA      = false     {product} {default}"; a text may hold blanks or be empty.
  private static final Pattern FLAG =
      Pattern.compile("\\s*\\w+\\s+(\\w+)\\s+:?=\\s*(.*?)\\s*\\{.*");
  private static final Pattern PARALLELISM = Pattern.compile("parallelism = (\\d+)");

  /** Keeps an unmodifiable copy. */
  public JvmView {
    flags = Map.copyOf(flags);
  }

  /**
   * Asks a JVM. It answers at its next safepoint; one that never comes to it costs the time-out.
   *
   * @param pid the JVM, of the same user or asked by root
   * @param timeout how long each of the two questions may take
   * @return its answers, or why there are none
   */
  public static JvmView ask(long pid, Duration timeout) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      return silent("there is no " + jcmd);
    }
    Answer flags = ask(jcmd, timeout, Long.toString(pid), "VM.flags", "-all");
    if (!flags.ok) {
      return silent(flags.text);
    }
    Answer scheduler = ask(jcmd, timeout, Long.toString(pid), "Thread.vthread_scheduler");
    return of(flags.text, scheduler.ok ? scheduler.text : "");
  }

  static JvmView silent(String why) {
    return new JvmView(Map.of(), OptionalInt.empty(), why);
  }

  static JvmView of(String flagLines, String scheduler) {
    Map<String, String> flags = new HashMap<>();
    flagLines
        .lines()
        .map(FLAG::matcher)
        .filter(Matcher::matches)
        .forEach(line -> flags.put(line.group(1), line.group(2)));
    Matcher parallelism = PARALLELISM.matcher(scheduler);
    return new JvmView(
        flags,
        parallelism.find()
            ? OptionalInt.of(Integer.parseInt(parallelism.group(1)))
            : OptionalInt.empty(),
        flags.isEmpty() ? "it named no flags" : "");
  }

  private record Answer(boolean ok, String text) {}

  private static Answer ask(Path jcmd, Duration timeout, String... arguments) {
    try {
      Path output = Files.createTempFile("freshet-jcmd", ".txt");
      try {
        List<String> command = new ArrayList<>(List.of(jcmd.toString()));
        command.addAll(List.of(arguments));
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
          if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return new Answer(false, "no answer within " + timeout.toSeconds() + " s");
          }
        } finally {
          process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        return process.exitValue() == 0
            ? new Answer(true, text)
            : new Answer(false, lastLine(text));
      } finally {
        Files.delete(output);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return new Answer(false, "interrupted");
    }
  }

  /** The complaint; the first line is only the pid. */
  private static String lastLine(String text) {
    return text.lines()
        .filter(line -> line.contains("Exception") || line.contains("rror"))
        .findFirst()
        .orElse(text.strip().replaceAll("\\s*\\R\\s*", " "));
  }
}
