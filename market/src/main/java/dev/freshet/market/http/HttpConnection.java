package dev.freshet.market.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One client connection: requests in, answers out in the same order, and the bounds on both.
 *
 * <h2>Order of answers</h2>
 *
 * An answer that is ready while nothing is owed is written at once. Otherwise it takes a place in
 * line ({@link Exchange}); when the answer at the head arrives, it and all ready ones behind it are
 * written.
 *
 * <h2>Bounds</h2>
 *
 * Reading stops while {@value #DEEPEST} answers are owed, while an export is under way, or while
 * the client leaves more than the high watermark unread. Netty decodes a whole read buffer at once,
 * so what was decoded by then is held: at most one read buffer's worth. A connection thus costs at
 * most its watermark, one read buffer, and one large answer.
 *
 * <h2>Ending</h2>
 *
 * After the last answer the output is shut down and input is thrown away until the client closes
 * too, or two seconds have passed since that answer was sent: closing with unread input would make
 * the kernel send a reset, which may destroy the answer on its way (RFC 9112, section 9.6).
 *
 * <p>Confined to its event loop. An idle connection holds about 1.5 KiB, most of it Netty's.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failed writes and closes end in channelInactive
final class HttpConnection extends ChannelInboundHandlerAdapter {
  /**
   * Answers owed at once. Pipelining clients use 1 to 32; beyond 64 it only moves the queue here.
   */
  private static final int DEEPEST = 64;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final Loop loop;
  private final Routes routes;
  private final StrictRequestDecoder decoder;
  private final boolean crowded;
  private final RequestAssembly assembly;
  private final Deadlines deadlines = new Deadlines();
  private final ArrayDeque<Object> held = new ArrayDeque<>(0);
  private final ArrayDeque<Exchange> owed = new ArrayDeque<>(4);
  private @Nullable ChannelHandlerContext context;

  private boolean reading = true;
  private boolean exporting;
  private boolean inReadBatch;
  private boolean takingHeld;
  private boolean closing;
  private boolean inputEnded;
  private boolean outputEnded;
  private int place;

  /**
   * A new connection.
   *
   * @param crowded whether it is one too many, to be told so and ended
   */
  HttpConnection(Loop loop, Routes routes, StrictRequestDecoder decoder, boolean crowded) {
    this.loop = loop;
    this.routes = routes;
    this.decoder = decoder;
    this.crowded = crowded;
    this.assembly = new RequestAssembly(loop.scratch());
  }

  Loop loop() {
    return loop;
  }

  int place() {
    return place;
  }

  void place(int value) {
    place = value;
  }

  /** The peer's address; for the audit export. */
  Channel channel() {
    return context().channel();
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext known = context;
    if (known == null) {
      throw new IllegalStateException("the connection is not in a pipeline");
    }
    return known;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    loop.add(this);
    if (crowded) {
      refuse(Problem.CROWDED.answer());
      ctx.flush();
    }
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closing = true;
    outputEnded = true;
    for (Exchange exchange : owed) {
      ReferenceCountUtil.release(exchange.answer());
    }
    owed.clear();
    held.forEach(ReferenceCountUtil::release);
    held.clear();
    loop.remove(this);
    routes.gone();
    ctx.fireChannelInactive();
  }

  // ---- requests

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    deadlines.active();
    inReadBatch = true;
    if (!reading || !held.isEmpty()) {
      held.add(message);
    } else {
      take(message);
    }
  }

  private void take(Object message) {
    try {
      // Both for one, when Netty decoded a request without a body in one go.
      if (message instanceof HttpRequest head && !closing) {
        begin(head);
      }
      if (message instanceof HttpContent part && !closing) {
        content(part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** Takes what was decoded while reading had stopped, until it stops again. */
  private void takeHeld() {
    if (takingHeld) {
      return; // an answer to a held request has made the channel writable again
    }
    takingHeld = true;
    while (reading && !held.isEmpty()) {
      take(held.poll());
    }
    takingHeld = false;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    inReadBatch = false;
    ctx.flush();
  }

  private void begin(HttpRequest head) {
    deadlines.complete();
    Answer refusal = assembly.begin(head);
    if (refusal != null) {
      refuse(refusal);
    } else if (assembly.awaitsContinue()) {
      proceed();
    }
  }

  /** Asks for the body, when it is this request's turn. */
  private void proceed() {
    ByteBuf line = Unpooled.wrappedBuffer(CONTINUE);
    if (owed.isEmpty()) {
      context().write(line, context().voidPromise());
    } else {
      Exchange turn = new Exchange(this, routes.orders(), false, false);
      turn.answer(line);
      owed.add(turn);
    }
  }

  private void content(HttpContent part) {
    Answer refusal = assembly.add(part);
    if (refusal != null) {
      refuse(refusal);
      return;
    }
    HttpRequest head = assembly.head();
    if (head == null || !(part instanceof LastHttpContent)) {
      return;
    }
    deadlines.complete();
    // Clients of HTTP/1.0 are not kept: each would need its own spelling of the same answer.
    boolean close =
        loop.draining()
            || !HttpUtil.isKeepAlive(head)
            || head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (close) {
      stopReading();
    }
    routes.dispatch(this, head, assembly.body(), assembly.length(), close);
    assembly.done();
  }

  /** Answers and ends the connection: what follows cannot be told apart any more. */
  private void refuse(Answer answer) {
    assembly.done();
    stopReading();
    respond(answer, true, false);
  }

  // ---- answers

  /** Answers the request at hand. */
  void respond(Answer answer, boolean close, boolean bodiless) {
    respond(loop.compose(context().alloc(), answer, close, bodiless), close);
  }

  /** Answers the request at hand with what is composed already. */
  void respond(ByteBuf composed, boolean close) {
    if (owed.isEmpty()) {
      context().write(composed, context().voidPromise());
      if (close) {
        endOutput();
      }
    } else {
      Exchange turn = new Exchange(this, routes.orders(), close, false);
      turn.answer(composed);
      owed.add(turn);
      pace();
    }
  }

  /** Takes a place in line for an answer to come. */
  Exchange owe(boolean close, boolean bodiless) {
    Exchange turn = new Exchange(this, routes.orders(), close, bodiless);
    owed.add(turn);
    pace();
    return turn;
  }

  /** Takes a place in line, and nothing else is read until the answer is there. */
  Exchange oweExport(boolean close, boolean bodiless) {
    exporting = true;
    return owe(close, bodiless);
  }

  void complete(Exchange turn, Answer answer, boolean close, boolean bodiless) {
    if (outputEnded) {
      return;
    }
    turn.answer(loop.compose(context().alloc(), answer, close, bodiless));
    deadlines.active();
    boolean wrote = false;
    while (true) {
      Exchange next = owed.peek();
      ByteBuf ready = next == null ? null : next.answer();
      if (ready == null) {
        break;
      }
      owed.poll();
      context().write(ready, context().voidPromise());
      wrote = true;
    }
    if (wrote) {
      loop.markDirty(this);
    }
    if (owed.isEmpty() && (closing || inputEnded)) {
      endOutput();
    }
    pace();
  }

  void exported() {
    exporting = false;
  }

  void flush() {
    context().flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    deadlines.active();
    pace();
    ctx.fireChannelWritabilityChanged();
  }

  /** Reads on, or does not. */
  private void pace() {
    boolean wanted =
        closing || (owed.size() < DEEPEST && !exporting && context().channel().isWritable());
    if (wanted == reading) {
      return;
    }
    reading = wanted;
    if (wanted) {
      takeHeld();
    }
    context().channel().config().setAutoRead(reading);
    if (wanted || inReadBatch) {
      // No read-complete will flush what was written. Last, because a flush that makes the channel
      // writable again comes back here.
      context().flush();
    }
  }

  // ---- ending

  /** No request is looked at any more; what is owed is still answered. */
  private void stopReading() {
    closing = true;
    decoder.discard();
  }

  private void endOutput() {
    if (outputEnded) {
      return;
    }
    outputEnded = true;
    stopReading();
    ChannelHandlerContext ctx = context();
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            (ChannelFutureListener)
                done -> {
                  // Only now: a client may take long to read its last answer.
                  deadlines.ended();
                  if (inputEnded || !done.isSuccess()) {
                    done.channel().close();
                  } else {
                    ((DuplexChannel) done.channel()).shutdownOutput();
                  }
                });
    pace();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      if (outputEnded) {
        ctx.close();
      } else if (owed.isEmpty()) {
        endOutput();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof java.io.IOException) {
      ctx.close(); // the peer reset the connection
    } else {
      routes.unexpected(cause);
      ctx.close();
    }
  }

  void drain() {
    if (!closing && owed.isEmpty() && !decoder.unfinished()) {
      endOutput();
    } else if (!decoder.unfinished()) {
      stopReading();
    }
  }

  void abort() {
    context().close();
  }

  /** The periodic look at the time-outs. */
  void look(long now, Deadlines.Limits limits) {
    boolean unread = !context().channel().isWritable();
    switch (deadlines.look(now, limits, !owed.isEmpty(), unread, decoder.unfinished())) {
      case NOTHING -> {}
      case CLOSE -> context().close();
      case TIMEOUT -> {
        refuse(Problem.TIMEOUT.answer());
        context().flush();
      }
    }
  }
}
