package dev.freshet.rush;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Holds whole HTTP requests, serialised ahead of T0, in a few large off-heap slabs.
 *
 * <pre>{@code
 * RequestBook.Builder book = RequestBook.builder();
 * for (int n = 0; n < 100_000; n++) {
 *   book.add(orderBytes(n), "key-" + n);
 * }
 * RushPlan plan = RushPlan.builder(target).book(book.build()).retryable(true).build();
 * }</pre>
 *
 * <p><b>Thread safety and memory effects.</b> A book is immutable; what the builder's thread wrote
 * is visible to every thread that gets the book safely. The builder is for one thread.
 *
 * <p><b>Cost.</b> {@link Builder#add(byte[], String)} is amortised O(bytes); a request costs its
 * bytes, its key's bytes and 16 bytes of index, and no object of its own: 100,000 requests of 250
 * bytes are 27 MB off the heap and 2 MB on it. Off heap, because the kernel copies from there
 * without an intermediate copy.
 */
public final class RequestBook {
  /**
   * Bytes of one slab: large enough that the tail left empty (at most one request) does not matter,
   * small enough to grow by.
   */
  static final int SLAB_BYTES = 4 << 20;

  /** Longest request, in bytes: must fit into a slab. */
  static final int MAX_REQUEST_BYTES = 1 << 20;

  private final ByteBuffer[] slabs;
  private final int[] slabOf;
  private final int[] from;
  private final int[] length;
  private final byte[] keys;
  private final int[] keyEnd;

  private RequestBook(Builder b) {
    slabs = b.slabs.toArray(new ByteBuffer[0]);
    slabOf = Arrays.copyOf(b.slabOf, b.size);
    from = Arrays.copyOf(b.from, b.size);
    length = Arrays.copyOf(b.length, b.size);
    keys = Arrays.copyOf(b.keys, b.keyBytes);
    keyEnd = Arrays.copyOf(b.keyEnd, b.size);
  }

  /**
   * Starts an empty book.
   *
   * @return a builder for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * How many requests the book holds.
   *
   * @return the count; requests are numbered from 0
   */
  public int size() {
    return length.length;
  }

  /**
   * The idempotency key of a request, as it was given.
   *
   * @param request the request's number
   * @return the key, or the empty string
   * @throws IndexOutOfBoundsException if there is no such request
   */
  public String key(int request) {
    int start = request == 0 ? 0 : keyEnd[request - 1];
    return new String(keys, start, keyEnd[request] - start, StandardCharsets.UTF_8);
  }

  /**
   * A copy of a request's bytes, exactly as they are sent.
   *
   * @param request the request's number
   * @return a new array
   * @throws IndexOutOfBoundsException if there is no such request
   */
  public byte[] bytes(int request) {
    byte[] copy = new byte[length[request]];
    slabs[slabOf[request]].get(from[request], copy);
    return copy;
  }

  ByteBuffer slab(int request) {
    return slabs[slabOf[request]];
  }

  int from(int request) {
    return from[request];
  }

  int length(int request) {
    return length[request];
  }

  /** Collects requests; for one thread. */
  public static final class Builder {
    private final List<ByteBuffer> slabs = new ArrayList<>();
    private int[] slabOf = new int[1024];
    private int[] from = new int[1024];
    private int[] length = new int[1024];
    private byte[] keys = new byte[16 * 1024];
    private int[] keyEnd = new int[1024];
    private int size;
    private int keyBytes;

    private Builder() {}

    /**
     * Appends a request.
     *
     * @param wholeRequest request line, headers and body, as they go over the wire
     * @param key its idempotency key, or the empty string
     * @return this builder
     * @throws IllegalArgumentException if the request is empty or longer than 1 MiB
     */
    public Builder add(byte[] wholeRequest, String key) {
      return add(ByteBuffer.wrap(wholeRequest), key);
    }

    /**
     * Appends a request.
     *
     * @param wholeRequest request line, headers and body, as they go over the wire; its remaining
     *     bytes are read, its position stays
     * @param key its idempotency key, or the empty string
     * @return this builder
     * @throws IllegalArgumentException if the request is empty or longer than 1 MiB
     */
    public Builder add(ByteBuffer wholeRequest, String key) {
      Objects.requireNonNull(key, "key");
      int bytes = wholeRequest.remaining();
      if (bytes < 1 || bytes > MAX_REQUEST_BYTES) {
        throw new IllegalArgumentException(
            "request "
                + size
                + ": "
                + bytes
                + " bytes; allowed are 1 to "
                + MAX_REQUEST_BYTES
                + " bytes");
      }
      if (size == length.length) {
        int wider = size * 2;
        slabOf = Arrays.copyOf(slabOf, wider);
        from = Arrays.copyOf(from, wider);
        length = Arrays.copyOf(length, wider);
        keyEnd = Arrays.copyOf(keyEnd, wider);
      }
      if (slabs.isEmpty() || slabs.getLast().remaining() < bytes) {
        slabs.add(ByteBuffer.allocateDirect(SLAB_BYTES));
      }
      ByteBuffer slab = slabs.getLast();
      slabOf[size] = slabs.size() - 1;
      from[size] = slab.position();
      length[size] = bytes;
      slab.put(slab.position(), wholeRequest, wholeRequest.position(), bytes);
      slab.position(slab.position() + bytes);
      byte[] keyUtf8 = key.getBytes(StandardCharsets.UTF_8);
      if (keyBytes + keyUtf8.length > keys.length) {
        keys = Arrays.copyOf(keys, Math.max(keys.length * 2, keyBytes + keyUtf8.length));
      }
      System.arraycopy(keyUtf8, 0, keys, keyBytes, keyUtf8.length);
      keyBytes += keyUtf8.length;
      keyEnd[size] = keyBytes;
      size++;
      return this;
    }

    /**
     * Closes the collection.
     *
     * @return the book; the builder must not be used again
     * @throws IllegalArgumentException if no request was added
     */
    public RequestBook build() {
      if (size == 0) {
        throw new IllegalArgumentException("book: holds no request; at least one is needed");
      }
      return new RequestBook(this);
    }
  }
}
