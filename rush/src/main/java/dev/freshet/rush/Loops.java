package dev.freshet.rush;

import dev.freshet.host.GateError;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of one rush, seen from outside: every method but the constructor may be called
 * from any thread.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what runs on a loop reports through the future given to it
final class Loops {
  /** How long a connection request may go unanswered, in ms; as long as a probe. */
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /**
   * Requests per connection in one burst of the warm-up: the burst itself must get warm as well as
   * the loop behind it.
   */
  private static final int WARM_UP_PER_CONNECTION = 5;

  private final RushPlan plan;
  private final MultiThreadIoEventLoopGroup group;
  private final List<RushLoop> loops = new ArrayList<>();
  private final String transport;

  private Loops(RushPlan plan, boolean epoll) {
    this.plan = plan;
    transport = epoll ? "epoll" : "nio";
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group =
        new MultiThreadIoEventLoopGroup(
            plan.loops, new DefaultThreadFactory("freshet-rush", true), handlers);
    Class<? extends SocketChannel> type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    int first = 0;
    for (int i = 0; i < plan.loops; i++) {
      EventLoop loop = group.next();
      ReceiveBuffer receive = new ReceiveBuffer();
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channel(type)
              .disableResolver()
              .remoteAddress(plan.address)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
              .option(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(true))
              .option(ChannelOption.RECVBUF_ALLOCATOR, receive);
      int share = plan.connections / plan.loops + (i < plan.connections % plan.loops ? 1 : 0);
      loops.add(
          new RushLoop(plan, first, share, new Wiring(loop, bootstrap, receive), 0x5EEDL + i));
      first += share;
    }
  }

  static Loops open(RushPlan plan) throws RushException {
    boolean epoll = plan.transport != Transport.NIO && Epoll.isAvailable();
    if (plan.transport == Transport.EPOLL && !epoll) {
      throw new RushException(
          "epoll is not available here: " + Words.of(Epoll.unavailabilityCause()));
    }
    return new Loops(plan, epoll);
  }

  String transport() {
    return transport;
  }

  @Nullable String arm() throws RushException {
    List<CompletableFuture<@Nullable String>> all = new ArrayList<>();
    for (RushLoop loop : loops) {
      CompletableFuture<@Nullable String> armed = new CompletableFuture<>();
      all.add(armed);
      execute(loop, () -> loop.arm().thenAccept(armed::complete), armed);
    }
    String why = null;
    for (CompletableFuture<@Nullable String> one : all) {
      String answer = await(one);
      why = why == null ? answer : why;
    }
    return why;
  }

  /**
   * Sends probes in bursts on all connections until the plan's warm-up is over; returns how many.
   */
  long warmUp() throws RushException {
    long end = System.nanoTime() + plan.warmUpNanos;
    if (!keepsAlive()) {
      return 0; // a connection per request would warm the target's accept queue rather than this
      // code
    }
    long sent = 0;
    List<Campaign> runs = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      int count = loops.get(i).slots.length * WARM_UP_PER_CONNECTION;
      runs.add(
          new Campaign(
              new RequestSource.Repeated(plan.probe),
              new AtomicInteger(),
              count,
              0,
              plan,
              false,
              new Rows(1, 0),
              null,
              true));
    }
    while (System.nanoTime() - end < 0) {
      List<CompletableFuture<Void>> ended = new ArrayList<>();
      for (int i = 0; i < loops.size(); i++) {
        RushLoop loop = loops.get(i);
        Campaign run = runs.get(i);
        run.rewind();
        ended.add(run.ended);
        execute(loop, () -> loop.ignite(run, System.nanoTime(), System.nanoTime()), run.ended);
      }
      for (CompletableFuture<Void> one : ended) {
        await(one);
      }
      for (Campaign run : runs) {
        sent += run.count;
        if (run.trouble != null) {
          throw new RushException(plan.target + " " + run.trouble + " during the warm-up");
        }
      }
    }
    return sent;
  }

  GateError rehearse(int rounds) throws RushException {
    List<CompletableFuture<GateError>> all = new ArrayList<>();
    for (RushLoop loop : loops) {
      all.add(
          call(
              loop,
              () -> {
                loop.orderByRoundTrip();
                return loop.rehearse(rounds);
              }));
    }
    GateError worst = await(all.getFirst());
    for (CompletableFuture<GateError> one : all) {
      GateError error = await(one);
      worst = error.p99Us() > worst.p99Us() ? error : worst;
    }
    return worst;
  }

  boolean keepsAlive() throws RushException {
    boolean all = true;
    for (RushLoop loop : loops) {
      all &= await(call(loop, loop::keepsAlive));
    }
    return all;
  }

  long spinWindowNanos() throws RushException {
    return await(call(loops.getFirst(), loops.getFirst()::spinWindowNanos));
  }

  double[] roundTripsUs() throws RushException {
    double[] all = new double[plan.connections];
    int at = 0;
    for (RushLoop loop : loops) {
      double[] some =
          await(
              call(
                  loop,
                  () ->
                      Arrays.stream(loop.slots)
                          .mapToDouble(slot -> slot.rttNanos / 1e3)
                          .toArray()));
      System.arraycopy(some, 0, all, at, some.length);
      at += some.length;
    }
    Arrays.sort(all);
    return all;
  }

  /** Completes with how many connections were proven. */
  CompletableFuture<Integer> proveAgain() {
    CompletableFuture<Integer> sum = CompletableFuture.completedFuture(0);
    for (RushLoop loop : loops) {
      CompletableFuture<Integer> proven = new CompletableFuture<>();
      execute(loop, () -> loop.proveAgain().thenAccept(proven::complete), proven);
      sum = sum.thenCombine(proven, Integer::sum);
    }
    return sum;
  }

  CompletableFuture<Void> fire(
      List<Campaign> runs, long t0, long enterGateAt, BooleanSupplier stopped) {
    List<CompletableFuture<Void>> ended = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      RushLoop loop = loops.get(i);
      Campaign run = runs.get(i);
      ended.add(run.ended);
      loop.dialer
          .wiring
          .loop()
          .schedule(
              guarded(() -> loop.awaitAndIgnite(run, t0, stopped), run.ended),
              Math.max(0, enterGateAt - System.nanoTime()),
              TimeUnit.NANOSECONDS);
    }
    return CompletableFuture.allOf(ended.toArray(new CompletableFuture<?>[0]));
  }

  void stop() {
    for (RushLoop loop : loops) {
      EventLoop thread = loop.dialer.wiring.loop();
      if (!thread.isShuttingDown()) {
        thread.execute(loop::stop);
      }
    }
  }

  void close() {
    for (RushLoop loop : loops) {
      loop.dialer.wiring.loop().execute(loop::close);
    }
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private static void execute(RushLoop loop, Runnable task, CompletableFuture<?> onError) {
    loop.dialer.wiring.loop().execute(guarded(task, onError));
  }

  /** Whatever goes wrong in a task on a loop must reach the one who waits for it. */
  private static Runnable guarded(Runnable task, CompletableFuture<?> onError) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        onError.completeExceptionally(e);
      }
    };
  }

  private static <T> CompletableFuture<T> call(RushLoop loop, Callable<T> task) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.dialer
        .wiring
        .loop()
        .execute(
            () -> {
              try {
                answer.complete(task.call());
              } catch (Exception | Error e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  private static <T extends @Nullable Object> T await(CompletableFuture<T> future)
      throws RushException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RushException("interrupted while arming", e);
    } catch (ExecutionException e) {
      throw new RushException("arming broke off: " + e.getCause(), e);
    }
  }
}
