package dev.freshet.doctor.source;

import dev.freshet.host.process.ProcessReader;
import dev.freshet.host.process.ProcessStatus;
import dev.freshet.host.process.ThreadSample;
import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that is a JVM, as far as files tell. Immutable.
 *
 * @param root where {@code proc} lies
 * @param status the process
 * @param javaVersion feature release by the {@code release} file of its JDK; 0 if unknown
 */
public record JvmProcess(SystemRoot root, ProcessStatus status, int javaVersion) {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+).*\"");
  private static final int LONGEST_COMMAND = 200;

  /**
   * Finds a JVM.
   *
   * @param root where {@code proc} lies
   * @param pid its number
   * @return the JVM
   * @throws IllegalArgumentException in one line, if there is no such process or it is no JVM
   */
  public static JvmProcess find(SystemRoot root, long pid) {
    ProcessReader reader = ProcessReader.of(root, pid);
    ProcessStatus status =
        reader
            .status()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "PID '" + pid + "': must be a process that runs, and there is none"));
    // Every HotSpot JVM has this thread, and thread names are open to every user.
    if (reader.threads().stream().map(ThreadSample::name).noneMatch("VM Thread"::equals)) {
      throw new IllegalArgumentException(
          "PID '" + pid + "': must be a JVM, and " + status.name() + " is none");
    }
    return new JvmProcess(root, status, version(root, pid));
  }

  /**
   * Its number.
   *
   * @return the pid as the reader sees it
   */
  public long pid() {
    return status.pid();
  }

  /**
   * Its command line, shortened.
   *
   * @return at most 200 characters
   */
  public String command() {
    String line = String.join(" ", status.commandLine());
    return line.length() <= LONGEST_COMMAND ? line : line.substring(0, LONGEST_COMMAND) + " ...";
  }

  /**
   * Whether it still runs: the same process, not a later one of the same number.
   *
   * @return whether it lives
   */
  public boolean lives() {
    return ProcessReader.of(root, pid())
        .status()
        .filter(now -> now.startTicks() == status.startTicks())
        .isPresent();
  }

  /**
   * Where a file of the target lies for the reader, who may be in another mount namespace.
   *
   * @param path absolute, as the target sees it
   * @return as the reader opens it
   */
  Path file(String path) {
    Path there = root.resolve("proc/" + pid() + "/root" + path);
    // Another user's root cannot be followed; without container it is the reader's own.
    return Files.exists(root.resolve("proc/" + pid() + "/root/")) ? there : Path.of(path);
  }

  /**
   * Whole names of its threads.
   *
   * @param threadPrint text of {@code Thread.print}
   * @return names by number as the reader sees it
   */
  public Map<Integer, String> names(String threadPrint) {
    Map<Long, String> inner = ThreadNames.parse(threadPrint);
    Map<Integer, String> names = new HashMap<>();
    for (ThreadSample thread : ProcessReader.of(root, pid()).threads()) {
      String name = inner.get(innerTid(thread.tid()));
      if (name != null) {
        names.put(thread.tid(), name);
      }
    }
    return names;
  }

  /** The JVM knows its threads by the numbers of its own namespace. */
  private long innerTid(int tid) {
    return status.namespacePids().size() < 2
        ? tid
        : ProcessReader.of(root, tid).status().map(ProcessStatus::innermostPid).orElse((long) tid);
  }

  private static int version(SystemRoot root, long pid) {
    try {
      Path java = Files.readSymbolicLink(root.resolve("proc/" + pid + "/exe"));
      Path home = Optional.ofNullable(java.getParent()).map(Path::getParent).orElse(java);
      List<String> lines = root.lines("proc/" + pid + "/root" + home.resolve("release"));
      for (String line : lines) {
        Matcher matcher = VERSION.matcher(line);
        if (matcher.matches()) {
          return Integer.parseInt(matcher.group(1));
        }
      }
    } catch (IOException | SecurityException | UnsupportedOperationException closed) {
      // Another user's process: the version stays unknown until a channel tells it.
    }
    return 0;
  }
}
