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

  /** One burst of the warm-up of a run that is limited by a duration: 10 ms, in ns. */
  private static final long WARM_UP_SLICE_NANOS = 10_000_000L;

  /** Before the last rehearsed burst its gate is entered, in ns. */
  private static final long REHEARSE_AHEAD_NANOS = 10_000_000L;

  private final RushPlan plan;
  private final MultiThreadIoEventLoopGroup group;
  private final List<RushLoop> loops = new ArrayList<>();
  private final String transport;

  /** Made while arming, so that nothing large is allocated just before T0. */
  private List<Campaign> lastRehearsal = List.of();

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
   *
   * <p>A warm-up that takes other branches than the real run compiles the wrong code: the first
   * request after T0 then falls into the interpreter, which cost 150 µs where it was measured. So
   * the rehearsed run has the same kind of source, limit and bookkeeping as the real one.
   */
  long warmUp() throws RushException {
    long end = System.nanoTime() + plan.warmUpNanos;
    if (plan.warmUpNanos == 0 || !keepsAlive()) {
      return 0; // a connection per request would warm the target's accept queue, not this code
    }
    long sent = 0;
    List<Campaign> runs = rehearsalRuns(WARM_UP_PER_CONNECTION);
    lastRehearsal = rehearsalRuns(1);
    while (System.nanoTime() - end < 0) {
      List<CompletableFuture<Void>> ended = new ArrayList<>();
      for (int i = 0; i < loops.size(); i++) {
        RushLoop loop = loops.get(i);
        Campaign run = runs.get(i);
        run.rewind();
        ended.add(run.ended);
        execute(loop, () -> loop.awaitAndIgnite(run, System.nanoTime()), run.ended);
      }
      for (CompletableFuture<Void> one : ended) {
        await(one);
      }
      for (Campaign run : runs) {
        sent += run.response.getTotalCount();
        if (run.trouble != null) {
          throw new RushException(plan.target + " " + run.trouble + " during the warm-up");
        }
      }
    }
    return sent;
  }

  private List<Campaign> rehearsalRuns(int perConnection) {
    List<Campaign> runs = new ArrayList<>();
    for (RushLoop loop : loops) {
      int count = loop.slots.length * perConnection;
      boolean timed = plan.durationNanos > 0;
      runs.add(
          new Campaign(
              plan.source.rehearsal(plan.probe, count),
              new AtomicInteger(),
              count,
              timed ? WARM_UP_SLICE_NANOS : 0,
              plan,
              plan.retryable,
              plan.history ? new Rows(1, 1) : null,
              timed ? null : new byte[count]));
    }
    return runs;
  }

  /**
   * One last burst of probes through gate and all, a few ms before the real one.
   *
   * <p>After a garbage collection every compiled method pays a toll on its first call (the entry
   * barrier of HotSpot), and a few hundred ms of sleep cool the caches down. Together they cost the
   * first write 50 to 150 µs; after this burst 5 µs remain.
   */
  void rehearseBurst(long at) {
    lastRehearsal.forEach(Campaign::rewind);
    var _ = fire(lastRehearsal, at, at - REHEARSE_AHEAD_NANOS);
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

  /** How many connections are still open since they were proven last. */
  CompletableFuture<Integer> proven() {
    CompletableFuture<Integer> sum = CompletableFuture.completedFuture(0);
    for (RushLoop loop : loops) {
      sum = sum.thenCombine(call(loop, loop::provenNow), Integer::sum);
    }
    return sum;
  }

  CompletableFuture<Void> fire(List<Campaign> runs, long t0, long enterGateAt) {
    List<CompletableFuture<Void>> ended = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      RushLoop loop = loops.get(i);
      Campaign run = runs.get(i);
      ended.add(run.ended);
      loop.dialer
          .wiring
          .loop()
          .schedule(
              guarded(() -> loop.awaitAndIgnite(run, t0), run.ended),
              Math.max(0, enterGateAt - System.nanoTime()),
              TimeUnit.NANOSECONDS);
    }
    return CompletableFuture.allOf(ended.toArray(new CompletableFuture<?>[0]));
  }

  void stop() {
    for (RushLoop loop : loops) {
      if (!loop.dialer.wiring.loop().isShuttingDown()) {
        loop.stop();
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
  static Runnable guarded(Runnable task, CompletableFuture<?> onError) {
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
