package dev.freshet.host.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files below /proc and /sys, under a root that tests replace by a tree of fixtures. A file
 * that is missing or unreadable is null: other kernels, containers and older machines lack some.
 *
 * {@snippet lang=java :
 * String kernel = SystemRoot.ofThisMachine().text("proc/sys/kernel/osrelease");
 * }
 *
 * <p>Thread-safe: immutable. Nothing is kept, each call reads the file anew.
 *
 * @param root the folder that holds {@code proc} and {@code sys}
 */
public record SystemRoot(Path root) {
  private static final SystemRoot THIS_MACHINE = new SystemRoot(Path.of("/"));

  /**
   * The files of this machine.
   *
   * @return the root {@code /}
   */
  public static SystemRoot ofThisMachine() {
    return THIS_MACHINE;
  }

  /**
   * Where a file lies.
   *
   * @param path below the root; a leading slash does not lead out of it
   * @return the path to open
   */
  public Path resolve(String path) {
    return root.resolve(path.startsWith("/") ? path.substring(1) : path);
  }

  /**
   * The whole file, without white space around it. Kernel files hold ASCII but for file names.
   *
   * @param path below the root
   * @return its text; null if it is missing or unreadable
   */
  public @Nullable String text(String path) {
    try {
      return new String(Files.readAllBytes(resolve(path)), StandardCharsets.UTF_8).strip();
    } catch (IOException | SecurityException absent) {
      return null;
    }
  }

  /**
   * The lines of a file.
   *
   * @param path below the root
   * @return its lines; none if it is missing or unreadable
   */
  public List<String> lines(String path) {
    String text = text(path);
    return text == null ? List.of() : text.lines().toList();
  }

  /**
   * The first line that begins with the given key.
   *
   * @param path below the root
   * @param key what stands before the colon
   * @return what follows the key and its colon; null if there is none
   */
  public @Nullable String field(String path, String key) {
    for (String line : lines(path)) {
      if (line.startsWith(key)) {
        String rest = line.substring(key.length()).strip();
        if (rest.startsWith(":")) {
          return rest.substring(1).strip();
        }
      }
    }
    return null;
  }

  /**
   * The number a file begins with.
   *
   * @param path below the root
   * @return the number; null if the file is missing or begins otherwise, as with {@code max}
   */
  public @Nullable Long number(String path) {
    return leadingNumber(text(path));
  }

  /**
   * The names in a folder.
   *
   * @param folder below the root
   * @return names in the order of the alphabet; none if it is missing or unreadable
   */
  public List<String> names(String folder) {
    try (Stream<Path> entries = Files.list(resolve(folder))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException | UncheckedIOException | SecurityException absent) {
      return List.of();
    }
  }

  /**
   * Whether there is such a file or folder.
   *
   * @param path below the root
   * @return whether it can be seen
   */
  public boolean exists(String path) {
    return Files.exists(resolve(path));
  }

  /**
   * What is mounted where, for the reader: {@code proc/self/mountinfo}.
   *
   * @return the mounts, a later one covers an earlier one at the same place
   */
  public List<Mount> mounts() {
    return lines("proc/self/mountinfo").stream()
        .flatMap(line -> Mount.parse(line).stream())
        .toList();
  }

  /**
   * The number a text like {@code 1234 kB} begins with.
   *
   * @param text or null
   * @return the number; null without digits, or with more than 18 of them, which mean "no limit"
   *     wherever the kernel writes them
   */
  public static @Nullable Long leadingNumber(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    // 18 digits always fit a long.
    return end == 0 || end > 18 ? null : Long.valueOf(text.substring(0, end));
  }
}
