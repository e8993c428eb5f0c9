package dev.freshet.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which file system a folder lies on, and whether that is memory. A sync to memory costs nothing,
 * so a figure taken on it says nothing about disks.
 *
 * @param type such as {@code ext4} or {@code tmpfs}
 * @param inMemory whether the content is gone after a power cut
 */
record FileSystemKind(String type, boolean inMemory) {
  private static final Set<String> MEMORY_TYPES =
      Set.of("tmpfs", "ramfs", "devtmpfs", "hugetlbfs", "rootfs");

  /** The file system of a folder, or of the nearest parent that exists; null if unknown. */
  static @Nullable FileSystemKind of(KernelFiles files, Path folder) {
    Path existing = existing(folder);
    if (existing == null) {
      return null;
    }
    FileSystemKind mounted = mounted(files, existing);
    if (mounted != null) {
      return mounted;
    }
    try {
      return named(Files.getFileStore(existing).type(), "");
    } catch (IOException unknown) {
      return null;
    }
  }

  /**
   * Looks the path up in mountinfo, whose lines are {@code id parent major:minor root MOUNTPOINT
   * options [tags] - TYPE SOURCE superoptions} (proc(5)). The longest mount point that contains the
   * path wins, and among equals the last, which covers those before.
   */
  static @Nullable FileSystemKind mounted(KernelFiles files, Path path) {
    FileSystemKind best = null;
    int bestLength = -1;
    for (String line : files.lines("proc/self/mountinfo")) {
      int dash = line.indexOf(" - ");
      String[] mount = (dash < 0 ? line : line.substring(0, dash)).split(" ", -1);
      if (dash < 0 || mount.length < 5) {
        continue;
      }
      Path point = Path.of(unescaped(mount[4]));
      if (path.startsWith(point) && point.getNameCount() >= bestLength) {
        String[] system = line.substring(dash + 3).split(" ", -1);
        best = named(system[0], system.length > 1 ? system[1] : "");
        bestLength = point.getNameCount();
      }
    }
    return best;
  }

  private static FileSystemKind named(String type, String source) {
    boolean compressedMemory = source.startsWith("/dev/zram") || source.startsWith("/dev/ram");
    return new FileSystemKind(type, MEMORY_TYPES.contains(type) || compressedMemory);
  }

  private static @Nullable Path existing(Path folder) {
    Path path = folder.toAbsolutePath();
    while (path != null) {
      try {
        return path.toRealPath();
      } catch (IOException missing) {
        path = path.getParent();
      }
    }
    return null;
  }

  /** Undoes the octal escapes for blank, tab, newline and backslash. */
  private static String unescaped(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
