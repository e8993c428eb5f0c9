package dev.freshet.doctor.fault;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Each small record is forced to the disk by itself. */
final class SlowDisk {
  private SlowDisk() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    for (int i = 0; i < 4; i++) {
      Path own = file.resolveSibling(file.getFileName() + "-" + i);
      Thread.ofPlatform().daemon().name("writer-" + i).start(() -> write(own));
    }
    Work.stay();
  }

  static void write(Path file) {
    ByteBuffer record = ByteBuffer.allocateDirect(1 << 20);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      while (true) {
        channel.write(record.clear(), 0);
        channel.force(true);
      }
    } catch (java.io.IOException full) {
      throw new java.io.UncheckedIOException(full);
    }
  }
}
