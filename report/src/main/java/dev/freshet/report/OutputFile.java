package dev.freshet.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a whole file or nothing: a reader never meets half a report. */
final class OutputFile {
  private OutputFile() {}

  static void requireWritable(Path file) {
    Path target = file.toAbsolutePath().normalize();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new IllegalArgumentException(
          "%s is a folder: name a file in a folder that exists".formatted(file));
    }
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "cannot write %s: the folder %s does not exist; name a file in a folder that exists"
              .formatted(file, folder));
    }
    // A device such as /dev/stdout is written through, so its folder need not be writable.
    if (!Files.isWritable(isSpecial(target) ? target : folder)) {
      throw new IllegalArgumentException(
          "cannot write %s: no permission to write in the folder %s; name a file in a writable one"
              .formatted(file, folder));
    }
  }

  /**
   * Writes beside the target and moves over it, which is atomic on one file system. Devices and
   * pipes are written through: a move would replace {@code /dev/null} itself. A link keeps
   * pointing, its target is replaced.
   */
  static void write(Path file, byte[] content) {
    requireWritable(file);
    try {
      Path target = file.toAbsolutePath().normalize();
      if (isSpecial(target)) {
        Files.write(target, content);
        return;
      }
      if (Files.exists(target)) {
        target = target.toRealPath();
      }
      replace(target, content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + reason(e), e);
    }
  }

  private static boolean isSpecial(Path target) {
    return Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target);
  }

  private static void replace(Path target, byte[] content) throws IOException {
    // Not Files.createTempFile: its file is private to the user, a report follows the umask.
    Path part =
        target.resolveSibling(
            ".%s.%d-%d.part"
                .formatted(target.getFileName(), ProcessHandle.current().pid(), System.nanoTime()));
    try {
      Files.write(part, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
