package dev.freshet.rush;

import java.nio.ByteBuffer;

/** Where the bytes of request n come from; shared by the loops, which never change it. */
abstract sealed class RequestSource {
  /** Points {@code frame} at the bytes of request {@code number}; allocates nothing. */
  abstract void load(int number, Frame frame);

  /**
   * Room that a frame needs for requests which are rendered rather than stored; 0 where they are
   * stored.
   */
  int scratchBytes() {
    return 0;
  }

  /** A window onto the bytes of one request; one per connection, reused. */
  static final class Frame {
    ByteBuffer buffer = EMPTY;
    int from;
    int to;
    final ByteBuffer scratch;

    private static final ByteBuffer EMPTY = ByteBuffer.allocateDirect(0);

    Frame(int scratchBytes) {
      scratch = scratchBytes == 0 ? EMPTY : ByteBuffer.allocateDirect(scratchBytes);
    }

    /**
     * HEAD is the one method whose answer has no body whatever its headers say; no other common
     * method starts with H.
     */
    boolean head() {
      return buffer.get(from) == 'H';
    }
  }

  static final class Booked extends RequestSource {
    private final RequestBook book;

    Booked(RequestBook book) {
      this.book = book;
    }

    @Override
    void load(int number, Frame frame) {
      frame.buffer = book.slab(number);
      frame.from = book.from(number);
      frame.to = frame.from + book.length(number);
    }
  }

  static final class Repeated extends RequestSource {
    private final ByteBuffer request;

    Repeated(byte[] bytes) {
      request = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    }

    @Override
    void load(int number, Frame frame) {
      frame.buffer = request;
      frame.from = 0;
      frame.to = request.capacity();
    }
  }

  static final class Rendered extends RequestSource {
    private final RequestTemplate template;

    Rendered(RequestTemplate template) {
      this.template = template;
    }

    @Override
    int scratchBytes() {
      return template.maxBytes();
    }

    @Override
    void load(int number, Frame frame) {
      frame.buffer = frame.scratch;
      frame.from = 0;
      frame.to = template.render(number, frame.scratch);
    }
  }
}
