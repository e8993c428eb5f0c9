package dev.freshet.cli.drill;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the command that starts a market in its own JVM: this JVM, with the same options, so that
 * AOT cache, native access and heap settings carry over.
 */
final class ChildCommand {
  private static final String MAIN = "dev.freshet.cli/dev.freshet.cli.Main";

  /**
   * Options that must not be inherited: what writes files or opens ports of its own, what names the
   * main module of this JVM, and what a test runner adds to patch modules with their tests.
   */
  private static final List<String> NOT_INHERITED =
      List.of(
          "-agentlib:",
          "-agentpath:",
          "-javaagent:",
          "-XX:AOTCacheOutput",
          "-XX:AOTConfiguration",
          "-XX:AOTMode",
          "-XX:StartFlightRecording",
          "-XX:ArchiveClassesAtExit",
          "-Djdk.module.main",
          "--patch-module",
          "--add-reads",
          "--add-opens",
          "--add-exports");

  /**
   * A shell that starts the program with the signals ignored that reach whole process groups:
   * Ctrl-C, the end of a terminal, and the SIGTERM of timeout(1) and of service managers. The
   * market must live on until the drill has verified what was done; what tells it to drain is the
   * end of its standard input. An ignored signal stays ignored over exec, and a JVM leaves it alone
   * then.
   */
  private static final List<String> UNTOUCHED_BY_SIGNALS =
      List.of("/bin/sh", "-c", "trap '' HUP INT TERM; exec \"$@\"", "market");

  private ChildCommand() {}

  /**
   * The whole command line of a child.
   *
   * @param arguments what follows {@code freshet}
   */
  static List<String> of(List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of(UNTOUCHED_BY_SIGNALS.getFirst()))) {
      command.addAll(UNTOUCHED_BY_SIGNALS);
    }
    command.addAll(java(arguments));
    return command;
  }

  /** The same without the shell: signals reach it. */
  static List<String> java(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(inherited(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    command.add("-m");
    command.add(MAIN);
    command.addAll(arguments);
    return command;
  }

  static List<String> inherited(List<String> own) {
    return own.stream()
        .filter(option -> NOT_INHERITED.stream().noneMatch(option::startsWith))
        .toList();
  }
}
