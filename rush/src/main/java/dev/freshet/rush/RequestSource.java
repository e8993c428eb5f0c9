package dev.freshet.rush;

import java.nio.ByteBuffer;

/** Where the bytes of request n come from; shared by the loops, which never change it. */
abstract sealed class RequestSource {
  /** Points {@code frame} at the bytes of request {@code number}; allocates nothing. */
  abstract void load(int number, Frame frame);

  /** A source of the same kind that yields harmless requests, at least {@code count} of them. */
  abstract RequestSource rehearsal(byte[] probe, int count);

  /**
   * Room that a frame needs for requests which are rendered rather than stored; 0 where they are
   * stored.
   */
  int scratchBytes(byte[] probe) {
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
    RequestSource rehearsal(byte[] probe, int count) {
      RequestBook.Builder probes = RequestBook.builder();
      for (int i = 0; i < count; i++) {
        probes.add(probe, "");
      }
      return new Booked(probes.build());
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
    RequestSource rehearsal(byte[] probe, int count) {
      return new Repeated(probe);
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
    RequestSource rehearsal(byte[] probe, int count) {
      return new Rendered(RequestTemplate.rehearsal(probe));
    }

    @Override
    int scratchBytes(byte[] probe) {
      return Math.max(template.maxBytes(), RequestTemplate.rehearsal(probe).maxBytes());
    }

    @Override
    void load(int number, Frame frame) {
      frame.buffer = frame.scratch;
      frame.from = 0;
      frame.to = template.render(number, frame.scratch);
    }
  }
}
