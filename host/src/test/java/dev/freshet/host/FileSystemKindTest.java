package dev.freshet.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.host.system.SystemRoot;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileSystemKindTest {
  private static final SystemRoot MOUNTS =
      new SystemRoot(Path.of("src/test/resources/machines/workstation"));

  @ParameterizedTest
  @CsvSource({
    "/var/lib/freshet, btrfs, false",
    "/home/ada/data, ext4, false",
    "/homework, btrfs, false",
    "/tmp/freshet-1, tmpfs, true",
    "/srv/fast, ext4, true",
    "/mnt/a disk/data, xfs, false",
    "/media/twice, tmpfs, true",
    "/dev/shm/x, tmpfs, true",
  })
  void theLongestAndLatestMountWins(Path path, String type, boolean inMemory) {
    assertThat(FileSystemKind.mounted(MOUNTS, path)).isEqualTo(new FileSystemKind(type, inMemory));
  }

  @Test
  void unknownWithoutMounts() {
    assertThat(FileSystemKind.mounted(new SystemRoot(Path.of("/nowhere")), Path.of("/"))).isNull();
  }
}
