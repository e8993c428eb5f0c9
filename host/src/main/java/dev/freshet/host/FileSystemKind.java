package dev.freshet.host;

import dev.freshet.host.system.Mount;
import dev.freshet.host.system.SystemRoot;
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
  static @Nullable FileSystemKind of(SystemRoot files, Path folder) {
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
   * Looks the path up among the mounts. The longest mount point that contains the path wins, and
   * among equals the last, which covers those before.
   */
  static @Nullable FileSystemKind mounted(SystemRoot files, Path path) {
    Mount best = null;
    for (Mount mount : files.mounts()) {
      if (path.startsWith(mount.point())
          && (best == null || mount.point().getNameCount() >= best.point().getNameCount())) {
        best = mount;
      }
    }
    return best == null ? null : named(best.type(), best.source());
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
}
