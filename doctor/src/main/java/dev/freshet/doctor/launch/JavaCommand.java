package dev.freshet.doctor.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line of {@code java}, taken apart: the launcher, the options of the JVM, the program
 * with its arguments.
 *
 * {@snippet lang=java :
 * JavaCommand command = JavaCommand.parse(List.of("java", "-Xmx1g", "-jar", "app.jar"), Map.of());
 * }
 *
 * <p>Thread-safe: immutable.
 *
 * @param java the launcher as the caller wrote it
 * @param options what stands between the launcher and the program
 * @param program the main class, {@code -jar FILE} or {@code -m MODULE}, and what follows it
 * @param given the options by HotSpot's name, those of the environment and of argument files
 *     included; the last one of a name wins, as in the JVM
 */
public record JavaCommand(
    String java, List<String> options, List<String> program, Map<String, String> given) {
  /** Options whose value is the next word; with an equals sign they are one word. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--add-exports",
          "--add-opens",
          "--add-reads",
          "--limit-modules",
          "--patch-module",
          "--enable-native-access",
          "--source");

  private static final Set<String> PROGRAM = Set.of("-jar", "-m", "--module");

  private static final Pattern RELEASE = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+).*");

  /** Keeps unmodifiable copies. */
  public JavaCommand {
    options = List.copyOf(options);
    program = List.copyOf(program);
    given = Map.copyOf(given);
  }

  /**
   * Takes a command apart.
   *
   * @param command the words, the launcher first
   * @param environment where JAVA_TOOL_OPTIONS and its like are looked up
   * @return its parts
   * @throws IllegalArgumentException if it is no command of java, or names no program
   */
  public static JavaCommand parse(List<String> command, Map<String, String> environment) {
    if (command.isEmpty() || !Path.of(command.getFirst()).endsWith("java")) {
      throw new IllegalArgumentException(
          "COMMAND '"
              + String.join(" ", command)
              + "': must be java with its options, as in: -- java -jar app.jar");
    }
    int at = 1;
    while (at < command.size() && isOption(command.get(at))) {
      at += WITH_VALUE.contains(command.get(at)) ? 2 : 1;
    }
    if (at >= command.size()) {
      throw new IllegalArgumentException(
          "COMMAND '"
              + String.join(" ", command)
              + "': must name a program: a main class, -jar FILE or -m MODULE");
    }
    List<String> options = command.subList(1, at);
    Map<String, String> given = new LinkedHashMap<>();
    note(given, words(environment.getOrDefault("JAVA_TOOL_OPTIONS", "")));
    note(given, words(environment.getOrDefault("JDK_JAVA_OPTIONS", "")));
    note(given, options);
    note(given, words(environment.getOrDefault("_JAVA_OPTIONS", "")));
    return new JavaCommand(command.getFirst(), options, command.subList(at, command.size()), given);
  }

  private static boolean isOption(String word) {
    return (word.startsWith("-") && !PROGRAM.contains(word)) || word.startsWith("@");
  }

  private static void note(Map<String, String> given, List<String> options) {
    for (String option : options) {
      if (option.startsWith("@") && option.length() > 1) {
        note(given, argumentFile(Path.of(option.substring(1))));
      } else if (option.startsWith("-")) {
        JavaOption known = JavaOption.of(option);
        given.put(known.name(), known.value());
      }
    }
  }

  /** Quotes do not matter here: no option that a plan sets takes a value with blanks. */
  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
  }

  /** An unreadable file is for the launcher to complain about. */
  private static List<String> argumentFile(Path file) {
    try {
      List<String> all = new ArrayList<>();
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        if (!line.strip().startsWith("#")) {
          all.addAll(words(line));
        }
      }
      // An argument file cannot name another.
      all.removeIf(word -> word.startsWith("@"));
      return List.copyOf(all);
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /**
   * Whether a switch was given as true.
   *
   * @param name HotSpot's name
   * @return whether it is on by the caller's own will
   */
  boolean on(String name) {
    return "true".equals(given.get(name));
  }

  /** Whether the class path or module path names something. */
  boolean pathNames(String part) {
    return options.stream().anyMatch(option -> !option.startsWith("-D") && option.contains(part));
  }

  /**
   * Where the launcher lies.
   *
   * @param searchPath folders separated by colons, for a launcher without a slash
   * @return the file behind all links
   * @throws IllegalArgumentException if there is no such program
   */
  public Path executable(String searchPath) {
    List<Path> candidates =
        java.contains("/")
            ? List.of(Path.of(java))
            : Arrays.stream(searchPath.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, java))
                .toList();
    for (Path candidate : candidates) {
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        try {
          return candidate.toRealPath();
        } catch (IOException vanished) {
          // The next folder of the path is looked at, as a shell does.
        }
      }
    }
    throw new IllegalArgumentException(
        "COMMAND '"
            + java
            + "': must be a program that you can run"
            + (java.contains("/") ? "" : ", and there is none in the folders of PATH"));
  }

  /**
   * The feature release of a JDK, from the file that it carries; no JVM is started.
   *
   * @param executable {@code bin/java} of the JDK
   * @return such as 25; empty if the JDK does not tell
   */
  public static OptionalInt featureOf(Path executable) {
    Path home = executable.getParent() == null ? null : executable.getParent().getParent();
    if (home == null) {
      return OptionalInt.empty();
    }
    try {
      for (String line : Files.readAllLines(home.resolve("release"))) {
        Matcher version = RELEASE.matcher(line);
        if (version.matches()) {
          return OptionalInt.of(Integer.parseInt(version.group(1)));
        }
      }
      return OptionalInt.empty();
    } catch (IOException absent) {
      return OptionalInt.empty();
    }
  }
}
