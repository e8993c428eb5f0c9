package dev.freshet.rush;

import dev.freshet.host.ClockAnchor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What every attempt of a rush went through: one row per attempt, columns of primitives.
 *
 * <pre>{@code
 * History history = result.history();
 * for (int row = 0; row < history.size(); row++) {
 *   if (history.outcome(row) == Outcome.OK) {
 *     long serviceNanos = history.lastByte(row) - history.written(row);
 *   }
 * }
 * }</pre>
 *
 * <p>Rows stand in the order in which attempts ended, loop by loop. All stamps are {@link
 * System#nanoTime} values; 0 means never. A row says {@code written} when its bytes were about to
 * be handed to the kernel: the target cannot have seen them earlier, which is what a checker of
 * real-time order needs.
 *
 * <p><b>Thread safety.</b> Immutable once the rush has ended. <b>Cost.</b> About 62 bytes per row,
 * kept bodies apart; every accessor is O(1) (O(log loops) for several loops) and, but for {@link
 * #body}, allocates nothing.
 */
public final class History {
  private final Rows[] parts;
  private final int[] ends;

  History(List<Rows> parts) {
    this.parts = parts.toArray(new Rows[0]);
    ends = new int[this.parts.length];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += this.parts[i].size();
      ends[i] = end;
    }
  }

  private Rows part(int row) {
    return parts[index(row)];
  }

  private int index(int row) {
    Objects.checkIndex(row, size());
    int i = 0;
    while (row >= ends[i]) {
      i++;
    }
    return i;
  }

  private int local(int row) {
    int i = index(row);
    return i == 0 ? row : row - ends[i - 1];
  }

  /**
   * How many attempts were made.
   *
   * @return the number of rows
   */
  public int size() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  /**
   * Which request the attempt was for.
   *
   * @param row the row
   * @return the request's number in the book
   */
  public int request(int row) {
    return part(row).request(local(row));
  }

  /**
   * Which attempt of its request this was.
   *
   * @param row the row
   * @return 1 for the first
   */
  public int attempt(int row) {
    return part(row).attempt(local(row));
  }

  /**
   * Which connection carried the attempt.
   *
   * @param row the row
   * @return the connection's number, from 0; a re-opened connection keeps its number
   */
  public int connection(int row) {
    return part(row).connection(local(row));
  }

  /**
   * When the request was due: T0 in a burst; in a closed loop, when its connection became free.
   *
   * @param row the row
   * @return a nanoTime
   */
  public long planned(int row) {
    return part(row).planned(local(row));
  }

  /**
   * When the gate let its loop go.
   *
   * @param row the row
   * @return a nanoTime, the same for all rows of a loop
   */
  public long gateExit(int row) {
    return part(row).gateExit(local(row));
  }

  /**
   * When the attempt was about to be handed to the kernel.
   *
   * @param row the row
   * @return a nanoTime
   */
  public long written(int row) {
    return part(row).written(local(row));
  }

  /**
   * When the first byte of the answer was read.
   *
   * @param row the row
   * @return a nanoTime; 0 if none came
   */
  public long firstByte(int row) {
    return part(row).firstByte(local(row));
  }

  /**
   * When the last byte of the answer was read.
   *
   * @param row the row
   * @return a nanoTime; 0 if it never came
   */
  public long lastByte(int row) {
    return part(row).lastByte(local(row));
  }

  /**
   * The status of the answer.
   *
   * @param row the row
   * @return the HTTP status; 0 where there was no whole answer
   */
  public int status(int row) {
    return part(row).status(local(row));
  }

  /**
   * How the attempt ended.
   *
   * @param row the row
   * @return its outcome
   */
  public Outcome outcome(int row) {
    return part(row).outcome(local(row));
  }

  /**
   * The body of a 2xx answer, cut at 4 KiB.
   *
   * @param row the row
   * @return a new array, or null where none was kept
   */
  public byte @Nullable [] body(int row) {
    Rows part = part(row);
    int local = local(row);
    return part.bodyLength(local) == 0 ? null : part.body(local);
  }

  /**
   * Writes one JSON object per attempt and line: {@code request, key} (where there is one), {@code
   * attempt, connection, status, outcome} and the stamps {@code plannedNanos, gateExitNanos,
   * writtenNanos, firstByteNanos, lastByteNanos} as nanoseconds since the epoch (null where there
   * was none).
   *
   * @param file where to write; overwritten if it exists
   * @param book where the keys are, or null
   * @param anchor ties the stamps to the wall clock
   * @throws UncheckedIOException if the file cannot be written
   */
  public void writeJsonLines(Path file, @Nullable RequestBook book, ClockAnchor anchor) {
    JsonFactory lines = JsonFactory.builder().rootValueSeparator("\n").build();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        JsonGenerator json = lines.createGenerator(ObjectWriteContext.empty(), out)) {
      for (int row = 0; row < size(); row++) {
        writeRow(json, row, book, anchor);
      }
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private void writeRow(
      JsonGenerator json, int row, @Nullable RequestBook book, ClockAnchor anchor) {
    json.writeStartObject();
    json.writeNumberProperty("request", request(row));
    String key = book == null ? "" : book.key(request(row));
    if (!key.isEmpty()) {
      json.writeStringProperty("key", key);
    }
    json.writeNumberProperty("attempt", attempt(row));
    json.writeNumberProperty("connection", connection(row));
    json.writeNumberProperty("status", status(row));
    json.writeStringProperty("outcome", outcome(row).name().toLowerCase(java.util.Locale.ROOT));
    stamp(json, "plannedNanos", planned(row), anchor);
    stamp(json, "gateExitNanos", gateExit(row), anchor);
    stamp(json, "writtenNanos", written(row), anchor);
    stamp(json, "firstByteNanos", firstByte(row), anchor);
    stamp(json, "lastByteNanos", lastByte(row), anchor);
    json.writeEndObject();
  }

  private static void stamp(JsonGenerator json, String name, long nanoTime, ClockAnchor anchor) {
    if (nanoTime == 0) {
      json.writeNullProperty(name);
    } else {
      json.writeNumberProperty(name, anchor.toEpochNanos(nanoTime));
    }
  }
}
