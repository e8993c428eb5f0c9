package dev.freshet.doctor.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * A folder in the target's {@code /tmp} that only the target's user can read: what the JVM writes
 * for the doctor, or reads from it, lies there. Removed on closing.
 */
final class TargetFolder implements AutoCloseable {
  private final Path folder;

  private TargetFolder(Path folder) {
    this.folder = folder;
  }

  static TargetFolder create(JvmProcess process) throws Unavailable {
    try {
      Path folder =
          Files.createTempDirectory(
              process.file("/tmp"),
              "freshet-doctor",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (!Files.getAttribute(folder, "unix:uid").equals(process.status().uid())) {
        Files.setAttribute(folder, "unix:uid", process.status().uid());
      }
      return new TargetFolder(folder);
    } catch (IOException | UnsupportedOperationException closed) {
      throw new Unavailable("no folder in the target's /tmp: " + closed.getMessage());
    }
  }

  /** As the doctor opens it. */
  Path outside(String name) {
    return folder.resolve(name);
  }

  /** As the target opens it. */
  String inside(String name) {
    return "/tmp/" + folder.getFileName() + "/" + name;
  }

  void delete(String name) {
    deleteQuietly(folder.resolve(name));
  }

  @Override
  public void close() {
    try (Stream<Path> left = Files.list(folder)) {
      left.forEach(TargetFolder::deleteQuietly);
    } catch (IOException gone) {
      // The target's file system ended with it.
    }
    deleteQuietly(folder);
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException gone) {
      // The target's file system ended with it.
    }
  }
}
