package dev.freshet.market.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/**
 * Puts one request together from Netty's parts and finds what makes it unreadable. Anything it
 * refuses ends the connection: where the next request begins cannot be told any more.
 *
 * <p>A body that arrives whole, as almost all do, is copied into the scratch buffer of the loop;
 * only a body in pieces gets a buffer of its own. Confined to the connection's event loop.
 */
final class RequestAssembly {
  private final byte[] scratch;
  private @Nullable HttpRequest head;
  private byte @Nullable [] pieces;
  private byte[] body;
  private int length;
  private boolean awaitsContinue;

  RequestAssembly(byte[] scratch) {
    this.scratch = scratch;
    this.body = scratch;
  }

  /** Takes the head; returns why it is refused, or null. */
  @Nullable Answer begin(HttpRequest request) {
    head = null;
    length = 0;
    awaitsContinue = false;
    if (request.decoderResult().isFailure()) {
      return explain(request.decoderResult().cause());
    }
    HttpVersion version = request.protocolVersion();
    boolean current = version.equals(HttpVersion.HTTP_1_1);
    if (!current && !version.equals(HttpVersion.HTTP_1_0)) {
      return Problem.VERSION.answer();
    }
    String wrong = Framing.fault(request.headers(), current);
    if (wrong != null) {
      return Problem.BAD_REQUEST.with(wrong);
    }
    if (HttpUtil.getContentLength(request, 0L) > OrderParser.LARGEST_BODY) {
      return Problem.TOO_LARGE.answer();
    }
    // A client of HTTP/1.0 cannot mean it: ignored (RFC 9110, section 10.1.1).
    if (current && request.headers().contains(HttpHeaderNames.EXPECT)) {
      if (!HttpUtil.is100ContinueExpected(request)) {
        return Problem.EXPECTATION.answer();
      }
      awaitsContinue = true;
    }
    head = request;
    return null;
  }

  /** Whether the client wants to be asked for the body just announced. */
  boolean awaitsContinue() {
    return awaitsContinue;
  }

  /** Takes a piece of the body; returns why it is refused, or null. */
  @Nullable Answer add(HttpContent part) {
    if (part.decoderResult().isFailure()) {
      return Problem.BAD_REQUEST.with("The body is not framed as announced.");
    }
    ByteBuf bytes = part.content();
    int more = bytes.readableBytes();
    if (length + more > OrderParser.LARGEST_BODY) {
      return Problem.TOO_LARGE.answer();
    }
    if (part instanceof LastHttpContent && length == 0) {
      body = scratch;
    } else {
      if (pieces == null) {
        pieces = new byte[OrderParser.LARGEST_BODY];
      }
      body = pieces;
    }
    bytes.readBytes(body, length, more);
    length += more;
    return null;
  }

  /** The request whose parts are being added; null after a refusal. */
  @Nullable HttpRequest head() {
    return head;
  }

  /** The whole body, until the next request of any connection on this loop. */
  byte[] body() {
    return body;
  }

  int length() {
    return length;
  }

  /** The request is dealt with. */
  void done() {
    head = null;
    pieces = null;
    body = scratch;
  }

  private static Answer explain(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Problem.LINE_TOO_LONG.answer();
    }
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
      return Problem.HEADER_TOO_LARGE.answer();
    }
    String why = cause.getMessage();
    return why != null && why.length() < 200
        ? Problem.BAD_REQUEST.with("The request is not valid HTTP: " + why)
        : Problem.BAD_REQUEST.answer();
  }
}
