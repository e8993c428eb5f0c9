package dev.freshet.rush;

import java.util.Arrays;

/**
 * The attempts of one event loop as columns of primitives, 62 bytes each, in chunks so that growing
 * never copies.
 *
 * <p>One row is appended when its attempt ends. Written by the loop, read by others only after the
 * loop has ended the rush (the latch that tells them orders the accesses).
 */
final class Rows {
  /**
   * Rows of a chunk: 64 Ki rows of 62 bytes are 4 MB, a pause of about 1 ms to zero where it was
   * not prepared ahead.
   */
  static final int CHUNK = 1 << 16;

  private static final int SHIFT = 16;
  private static final int MASK = CHUNK - 1;

  /** Bytes of one slab of captured bodies. */
  private static final int BODY_SLAB = 1 << 20;

  /** A captured body's length needs 13 bits: 0 to 4096. */
  private static final int LENGTH_BITS = 13;

  private static final class Chunk {
    final int[] request = new int[CHUNK];
    final int[] connection = new int[CHUNK];
    final char[] attempt = new char[CHUNK];
    final long[] planned = new long[CHUNK];
    final long[] gateExit = new long[CHUNK];
    final long[] written = new long[CHUNK];
    final long[] firstByte = new long[CHUNK];
    final long[] lastByte = new long[CHUNK];
    final short[] status = new short[CHUNK];
    final byte[] outcome = new byte[CHUNK];
    final long[] body = new long[CHUNK];
  }

  private Chunk[] chunks = {};
  private byte[][] bodies = {};
  private long bodyEnd;
  private int size;

  /**
   * Prepares room for {@code rows} rows (and {@code bodyBytes} of bodies), so that appending them
   * allocates nothing.
   */
  Rows(int rows, long bodyBytes) {
    chunks = new Chunk[Math.max(1, (rows + MASK) >> SHIFT)];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = new Chunk();
    }
    bodies = new byte[(int) ((bodyBytes + BODY_SLAB - 1) / BODY_SLAB)][];
    for (int i = 0; i < bodies.length; i++) {
      bodies[i] = new byte[BODY_SLAB];
    }
  }

  int size() {
    return size;
  }

  /** Forgets all rows but keeps the room. */
  void clear() {
    size = 0;
    bodyEnd = 0;
  }

  void append(Slot slot, long lastByte, int status, Outcome outcome, ResponseScanner scanner) {
    int row = size;
    if (row >> SHIFT == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length + 1);
      chunks[chunks.length - 1] = new Chunk();
    }
    Chunk c = chunks[row >> SHIFT];
    int i = row & MASK;
    c.request[i] = slot.request;
    c.connection[i] = slot.number;
    c.attempt[i] = (char) Math.min(slot.attempt, Character.MAX_VALUE);
    c.planned[i] = slot.planned;
    c.gateExit[i] = slot.gateExit;
    c.written[i] = slot.written;
    c.firstByte[i] = slot.firstByte;
    c.lastByte[i] = lastByte;
    c.status[i] = (short) status;
    c.outcome[i] = (byte) outcome.code();
    c.body[i] =
        scanner.captured() == 0 || lastByte == 0 ? 0 : keep(scanner.body(), scanner.captured());
    size = row + 1;
  }

  private long keep(byte[] body, int length) {
    long at = bodyEnd;
    if (BODY_SLAB - (at & (BODY_SLAB - 1)) < length) {
      at = (at / BODY_SLAB + 1) * BODY_SLAB;
    }
    int slab = (int) (at / BODY_SLAB);
    if (slab >= bodies.length) {
      bodies = Arrays.copyOf(bodies, slab + 1);
      bodies[slab] = new byte[BODY_SLAB];
    }
    System.arraycopy(body, 0, bodies[slab], (int) (at & (BODY_SLAB - 1)), length);
    bodyEnd = at + length;
    return at << LENGTH_BITS | length;
  }

  int request(int row) {
    return chunks[row >> SHIFT].request[row & MASK];
  }

  int connection(int row) {
    return chunks[row >> SHIFT].connection[row & MASK];
  }

  int attempt(int row) {
    return chunks[row >> SHIFT].attempt[row & MASK];
  }

  long planned(int row) {
    return chunks[row >> SHIFT].planned[row & MASK];
  }

  long gateExit(int row) {
    return chunks[row >> SHIFT].gateExit[row & MASK];
  }

  long written(int row) {
    return chunks[row >> SHIFT].written[row & MASK];
  }

  long firstByte(int row) {
    return chunks[row >> SHIFT].firstByte[row & MASK];
  }

  long lastByte(int row) {
    return chunks[row >> SHIFT].lastByte[row & MASK];
  }

  int status(int row) {
    return chunks[row >> SHIFT].status[row & MASK];
  }

  Outcome outcome(int row) {
    return Outcome.of(chunks[row >> SHIFT].outcome[row & MASK]);
  }

  /** Length of the kept body; 0 where none was kept. */
  int bodyLength(int row) {
    return (int) (chunks[row >> SHIFT].body[row & MASK] & ((1 << LENGTH_BITS) - 1));
  }

  byte[] body(int row) {
    long at = chunks[row >> SHIFT].body[row & MASK] >>> LENGTH_BITS;
    int from = (int) (at & (BODY_SLAB - 1));
    return Arrays.copyOfRange(bodies[(int) (at / BODY_SLAB)], from, from + bodyLength(row));
  }
}
