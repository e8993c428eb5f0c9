package dev.freshet.market.http;

import dev.freshet.market.MarketConfig;
import dev.freshet.market.MarketException;
import dev.freshet.market.sale.Sale;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets: binds, accepts, and ends in order.
 *
 * <p>Epoll where Netty's native library loads, NIO elsewhere; {@link #transport} says which. One
 * event loop accepts and serves alike, so a connection is never handed between threads.
 *
 * <p>Thread-safe.
 */
public final class HttpServer {
  /** Bytes a client may leave unread before reading from it stops, and when it goes on. */
  private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(32 << 10, 64 << 10);

  /** Bytes per read: an order is 350, a pipeline of 32 of them 11,000. */
  private static final int LARGEST_READ = 16 << 10;

  /** Connections that may wait for accept: a rush opens hundreds within a millisecond. */
  private static final int BACKLOG = 4_096;

  private final MarketConfig config;
  private final EventLoopGroup group;
  private final boolean epoll;
  private final IdentityHashMap<EventLoop, Loop> loops = new IdentityHashMap<>();
  private final Routes routes;
  private @Nullable Channel listening;

  /**
   * Starts the event loops; nothing is bound yet.
   *
   * @param sale what is sold
   * @param pool runs the slow routes
   * @param onUnexpected is told of failures that are nobody's fault but ours
   */
  public HttpServer(Sale sale, ExecutorService pool, Consumer<Throwable> onUnexpected) {
    config = sale.config();
    epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group =
        new MultiThreadIoEventLoopGroup(
            config.loops(), new DefaultThreadFactory("market-loop"), io);
    routes = new Routes(sale, pool, onUnexpected);
    PeakMemory memory = new PeakMemory(Path.of("/proc"));
    for (EventExecutor executor : group) {
      EventLoop loop = (EventLoop) executor;
      loops.put(loop, new Loop(loop, sale, transport(), memory));
    }
  }

  /**
   * Finds out whether the address can be bound, before anything expensive is begun.
   *
   * @param config names host and port
   * @throws MarketException if it cannot
   */
  public static void probe(MarketConfig config) throws MarketException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(config.host(), config.port()));
    } catch (IOException | IllegalArgumentException refused) {
      throw unusable(config, refused);
    }
  }

  private static MarketException unusable(MarketConfig config, Exception refused) {
    return new MarketException(
        MarketException.BAD_INPUT,
        "port %d on %s: cannot be used (%s); give another, or 0 for a free one"
            .formatted(config.port(), config.host(), refused.getMessage()),
        refused);
  }

  /**
   * How sockets are driven.
   *
   * @return {@code epoll} or {@code nio}
   */
  public String transport() {
    return epoll ? "epoll" : "nio";
  }

  /**
   * Binds; from here on requests are answered.
   *
   * @return the port
   * @throws MarketException if the address cannot be bound
   */
  public int bind() throws MarketException {
    Class<? extends ServerChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            // After a crash the port is free again at once, whatever is left in TIME_WAIT.
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(512, 2_048, LARGEST_READ))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    try {
      Channel bound =
          bootstrap.bind(new InetSocketAddress(config.host(), config.port())).sync().channel();
      listening = bound;
      return ((InetSocketAddress) bound.localAddress()).getPort();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new MarketException(MarketException.BAD_INPUT, "interrupted while binding", stopped);
    } catch (Exception refused) {
      // Netty rethrows what bind() threw, checked or not.
      throw unusable(config, refused);
    }
  }

  private void accept(Channel channel) {
    Loop loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new IllegalStateException("the channel is on a foreign event loop");
    }
    int over = routes.arrived();
    if (over > Math.max(16, routes.maxConnections() / 10)) {
      // Even saying no costs a descriptor until the client has read it; that is bounded too.
      routes.gone();
      channel.unsafe().closeForcibly();
      return;
    }
    StrictRequestDecoder decoder = new StrictRequestDecoder();
    channel.pipeline().addLast(decoder, new HttpConnection(loop, routes, decoder, over > 0));
  }

  /**
   * Accepts nothing more and ends every connection that owes nothing. Returns when both is under
   * way.
   */
  public void drain() {
    Channel bound = listening;
    if (bound != null) {
      bound.close().syncUninterruptibly();
    }
    loops.forEach((eventLoop, loop) -> eventLoop.submit(loop::drain).syncUninterruptibly());
  }

  /**
   * Waits until no connection is left.
   *
   * @param timeout how long at most
   * @return whether none is left
   * @throws InterruptedException if interrupted
   */
  public boolean awaitQuiet(Duration timeout) throws InterruptedException {
    return routes.awaitNone(timeout);
  }

  /** Closes what connections are left. */
  public void abort() {
    loops.forEach((eventLoop, loop) -> eventLoop.submit(loop::end).syncUninterruptibly());
  }

  /** Ends the event loops. */
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
