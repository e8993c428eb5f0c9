package dev.freshet.market.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Netty's request decoder, with the doubtful cases refused instead of repaired.
 *
 * <p>Netty already refuses repeated {@code Content-Length}, bytes that no header may hold and bare
 * line feeds. Two of its repairs are of the kind that lets two servers in a row see different
 * requests (request smuggling), and are refused here: {@code Transfer-Encoding} beside {@code
 * Content-Length} (RFC 9112, section 6.1) and folded header lines (section 5.2).
 *
 * <p>Also tells whether a request has begun and not ended, which the header time-out needs: Netty
 * keeps that to itself.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
  /** Longest request line: the longest path here has 170 characters. */
  static final int LONGEST_LINE = 2_048;

  /** Bytes of header: browsers send 1 KiB, with large cookies 4 KiB. */
  static final int LARGEST_HEADER = 8_192;

  private boolean inHeader = true;
  private boolean discarding;
  private boolean unfinished;
  private byte lastHeaderByte;

  /** Seen in the header at hand, which may arrive in many pieces. */
  private boolean folded;

  StrictRequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LONGEST_LINE)
            .setMaxHeaderSize(LARGEST_HEADER)
            .setMaxChunkSize(OrderParser.LARGEST_BODY)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true));
  }

  /** Whether bytes of a request have arrived, but not all of them. */
  boolean unfinished() {
    return unfinished;
  }

  /** From now on what arrives is thrown away. */
  void discard() {
    discarding = true;
    unfinished = false;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (discarding) {
      ReferenceCountUtil.release(message);
    } else {
      unfinished = true;
      super.channelRead(ctx, message);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int from = in.readerIndex();
    int known = out.size();
    super.decode(ctx, in, out);
    int to = in.readerIndex();
    if (inHeader) {
      folded |= folded(in, from, to);
    }
    for (int i = known; i < out.size(); i++) {
      Object part = out.get(i);
      if (part instanceof HttpMessage head) {
        inHeader = false;
        lastHeaderByte = 0;
        if (folded) {
          head.setDecoderResult(
              io.netty.handler.codec.DecoderResult.failure(
                  new IllegalArgumentException("folded header line")));
          folded = false;
        }
      }
      if (part instanceof LastHttpContent) {
        inHeader = true;
        unfinished = in.isReadable();
      }
    }
  }

  /** Looks for a line that begins with a blank, which continues the line before. */
  private boolean folded(ByteBuf in, int from, int to) {
    boolean found = false;
    byte last = lastHeaderByte;
    for (int i = from; i < to; i++) {
      byte next = in.getByte(i);
      if (last == '\n' && (next == ' ' || next == '\t')) {
        found = true;
      }
      last = next;
    }
    lastHeaderByte = last;
    return found;
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }
}
