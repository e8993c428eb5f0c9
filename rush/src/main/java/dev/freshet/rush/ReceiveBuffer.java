package dev.freshet.rush;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.nio.ByteBuffer;

/**
 * Hands every read of a loop the same direct buffer: responses are scanned inside the read event,
 * so nothing of it is needed afterwards.
 *
 * <p>Confined to its loop. One read per event unless it fills the buffer: a second one would only
 * fetch EAGAIN.
 */
final class ReceiveBuffer implements RecvByteBufAllocator {
  /** 64 KiB: hundreds of small responses, and few reads for large ones. */
  static final int BYTES = 64 * 1024;

  private final ByteBuf buffer = Unpooled.directBuffer(BYTES, BYTES);

  /** The same memory: reading through the ByteBuf costs a duplicate object each time. */
  private final ByteBuffer view = buffer.nioBuffer(0, BYTES);

  @Override
  @SuppressWarnings("deprecation") // the interface demands the type that it deprecates
  public Handle newHandle() {
    return new Reader(buffer);
  }

  /**
   * Copies what was read last, which is in {@code message}, to {@code target}; returns its size.
   */
  int copyTo(byte[] target, ByteBuf message) {
    int count = message.readableBytes();
    view.get(message.readerIndex(), target, 0, count);
    return count;
  }

  void release() {
    buffer.release();
  }

  @SuppressWarnings("deprecation")
  private static final class Reader implements ExtendedHandle {
    private final ByteBuf buffer;
    private int attempted;
    private int last;

    Reader(ByteBuf buffer) {
      this.buffer = buffer;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return buffer.clear().retain();
    }

    @Override
    public int guess() {
      return BYTES;
    }

    @Override
    public void reset(ChannelConfig config) {
      last = 0;
    }

    @Override
    public void incMessagesRead(int count) {}

    @Override
    public void lastBytesRead(int bytes) {
      last = bytes;
    }

    @Override
    public int lastBytesRead() {
      return last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public boolean continueReading() {
      return last > 0 && last == attempted;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
      return continueReading();
    }

    @Override
    public void readComplete() {}
  }
}
