package dev.freshet.rush;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One of the fixed connection slots of a loop, with the attempt it carries; confined to its loop.
 *
 * <h2>How bytes go out</h2>
 *
 * With epoll, straight from the slab to the socket: one {@code send} through the channel's
 * descriptor, without promise, outbound entry or copy. Only what the kernel did not take goes
 * through the channel, whose buffer then is empty, so the order holds. With NIO, through the
 * channel from one buffer per slot, reused while the channel does not hold it any more.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a failed write closes the channel, which is how it is heard of
final class Slot {
  static final int NONE = -1;
  static final int PROBE = -2;

  /** What the connection is doing. */
  enum State {
    CLOSED,
    CONNECTING,
    IDLE,
    BUSY
  }

  final int number;
  final ResponseScanner scanner;
  final RequestSource.Frame frame;

  State state = State.CLOSED;
  @Nullable Link link;

  /**
   * Whether this slot stands in its loop's list of idle slots (an entry may be stale, never
   * double).
   */
  boolean listed;

  /** Attempts to connect, or connections broken without an answer, since the last answer. */
  int failures;

  /** Whether a probe was ever answered here. */
  boolean probed;

  /** Whether this very connection has been proven for the coming T0. */
  boolean proven;

  long rttNanos = Long.MAX_VALUE;

  int request = NONE;
  int attempt;
  long planned;
  long deadline;
  long gateExit;
  long written;
  long firstByte;
  boolean doubt;

  private @Nullable ByteBuf copy;

  Slot(int number, RushPlan plan) {
    this.number = number;
    scanner = new ResponseScanner(plan.captureBodies);
    frame = new RequestSource.Frame(plan.source.scratchBytes(plan.probe));
  }

  /** Hands the loaded frame to the kernel; throws if the kernel took nothing of it. */
  void transmit() throws IOException {
    Link open = link;
    if (open == null) {
      throw new IOException("closed");
    }
    scanner.reset(frame.head());
    firstByte = 0;
    state = State.BUSY;
    written = System.nanoTime();
    Socket socket = open.socket;
    if (socket != null) {
      int sent = socket.send(frame.buffer, frame.from, frame.to);
      if (sent < frame.to - frame.from) {
        ByteBuffer rest =
            frame.buffer.duplicate().limit(frame.to).position(frame.from + Math.max(0, sent));
        open.channel().writeAndFlush(Unpooled.copiedBuffer(rest));
      }
    } else {
      Channel channel = open.channel();
      channel.writeAndFlush(copied(), channel.voidPromise());
    }
  }

  private ByteBuf copied() {
    int bytes = frame.to - frame.from;
    ByteBuf buffer = copy;
    if (buffer == null || buffer.refCnt() > 1 || buffer.capacity() < bytes) {
      if (buffer != null) {
        buffer.release();
      }
      buffer = Unpooled.directBuffer(Math.max(512, bytes));
      copy = buffer;
    }
    ByteBuffer target = buffer.clear().internalNioBuffer(0, bytes);
    target.put(target.position(), frame.buffer, frame.from, bytes);
    buffer.writerIndex(bytes);
    return buffer.retain();
  }

  void releaseCopy() {
    if (copy != null) {
      copy.release();
      copy = null;
    }
  }
}
