package dev.freshet.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files below /proc and /sys, under a root that tests replace by a tree of fixtures. A file
 * that is missing or unreadable is null: other kernels, containers and older machines lack some.
 */
record KernelFiles(Path root) {
  /** The files of this machine. */
  static final KernelFiles OF_THIS_MACHINE = new KernelFiles(Path.of("/"));

  /** The whole file, without white space around it. Kernel files hold ASCII but for file names. */
  @Nullable String text(String path) {
    try {
      return new String(Files.readAllBytes(root.resolve(path)), StandardCharsets.UTF_8).strip();
    } catch (IOException | SecurityException absent) {
      return null;
    }
  }

  List<String> lines(String path) {
    String text = text(path);
    return text == null ? List.of() : text.lines().toList();
  }

  /** The first line that begins with the given key, what follows the key and its colon. */
  @Nullable String field(String path, String key) {
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

  /** The number a field like {@code 1234 kB} begins with. */
  static @Nullable Long leadingNumber(@Nullable String text) {
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
