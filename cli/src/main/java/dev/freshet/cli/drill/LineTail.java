package dev.freshet.cli.drill;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a stream on a thread of its own, hands each on, and remembers the last.
 *
 * <p>Made for output that may be garbage: a line is cut at {@link #LONGEST} bytes, control
 * characters become spaces, and nothing but the last line is kept. Thread safe.
 */
final class LineTail {
  /** Longest line kept, in bytes: complaints are one line of a terminal or two. */
  private static final int LONGEST = 500;

  /**
   * Patience with a pipe whose process is gone. It closes at once unless a grandchild holds it
   * open, and such a stranger must not hold up the drill.
   */
  private static final long CLOSING_MILLIS = 2_000;

  private final Thread thread;
  private volatile @Nullable String last;

  LineTail(InputStream stream, String name, Consumer<String> each) {
    thread = Thread.ofPlatform().daemon().name(name).start(() -> read(stream, each));
  }

  /** The last line that was not blank, or null. */
  @Nullable String last() {
    return last;
  }

  /** Waits until the stream has ended. */
  void awaitEnd() {
    try {
      if (!thread.join(Duration.ofMillis(CLOSING_MILLIS))) {
        thread.interrupt();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(InputStream stream, Consumer<String> each) {
    byte[] line = new byte[LONGEST];
    int length = 0;
    try (stream) {
      byte[] chunk = new byte[8192];
      for (int got = stream.read(chunk); got >= 0; got = stream.read(chunk)) {
        for (int i = 0; i < got; i++) {
          if (chunk[i] == '\n') {
            tell(line, length, each);
            length = 0;
          } else if (length < LONGEST) {
            line[length++] = chunk[i];
          }
        }
      }
    } catch (IOException gone) {
      // The process was killed: what it said so far is what there is.
    }
    tell(line, length, each);
  }

  private void tell(byte[] line, int length, Consumer<String> each) {
    String text =
        new String(line, 0, length, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ").strip();
    if (!text.isEmpty()) {
      last = text;
      each.accept(text);
    }
  }
}
