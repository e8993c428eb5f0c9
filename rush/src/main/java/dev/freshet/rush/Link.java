package dev.freshet.rush;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The channel end of one connection, from connect to close; a slot that is re-opened gets a new
 * one, so late events of the old are told apart.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing is heard of through channelInactive
final class Link extends ChannelInboundHandlerAdapter {
  final Slot slot;
  @Nullable Socket socket;
  private final RushLoop owner;
  private @Nullable Channel channel;

  Link(RushLoop owner, Slot slot) {
    this.owner = owner;
    this.slot = slot;
  }

  Channel channel() {
    return Objects.requireNonNull(channel, "not connected");
  }

  void close() {
    if (channel != null) {
      channel.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    if (channel.localAddress().equals(channel.remoteAddress())) {
      // TCP lets a socket connect to itself when nobody listens on a port that could be its own. It
      // would answer every request with that request, and keep the server from its port.
      ctx.close();
      owner.connectFailed(slot, new ConnectException("connection refused"));
      return;
    }
    if (channel instanceof EpollSocketChannel epoll && epoll.fd() instanceof Socket descriptor) {
      socket = descriptor;
    }
    owner.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    byte[] scratch = owner.scratch;
    int count = owner.dialer.wiring.receive().copyTo(scratch, bytes);
    bytes.release();
    owner.received(this, scratch, count);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    owner.closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      owner.crashed(cause);
    }
    ctx.close();
  }
}
