package dev.freshet.bench;

import dev.freshet.core.TaskPool;
import dev.freshet.core.Workers;
import dev.freshet.core.keyed.KeyedLanes;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One of the compared ways to run the tasks of a key in their order. */
abstract class KeyedSubject implements AutoCloseable {
  private final List<ExecutorService> services = new ArrayList<>();

  /** Hands a task over; waits for room if the subject is bounded. */
  abstract void execute(Integer key, Runnable task);

  /** What is behind the tasks of a subject, closed with it. */
  <S extends ExecutorService> S with(S service) {
    services.add(service);
    return service;
  }

  /** Waits for all tasks. */
  @Override
  public void close() {
    services.forEach(ExecutorService::close);
  }

  static KeyedSubject named(String name, int threads) {
    return switch (name) {
      case "freshet-keyed" -> new Freshet(TaskPool.of(threads));
      case "freshet-keyed-platform" ->
          new Freshet(TaskPool.builder().limit(threads).workers(Workers.platform()).build());
      case "SerialOverPool" -> new Serial(Executors.newFixedThreadPool(threads));
      case "SerialOverVirtual" -> new Serial(Executors.newVirtualThreadPerTaskExecutor());
      case "Striped2" -> new Striped(2);
      case "Striped8" -> new Striped(8);
      case "NettyOrdered" -> new Netty(threads);
      case "FutureChain" -> new Chain(Executors.newFixedThreadPool(threads));
      default -> throw new IllegalArgumentException("subject: unknown name " + name);
    };
  }

  /** Keyed lanes, with a time-out that a flooded machine does not reach. */
  private static final class Freshet extends KeyedSubject {
    private final KeyedLanes<Integer> lanes;

    Freshet(TaskPool pool) {
      this.lanes = KeyedLanes.<Integer>builder(with(pool)).timeout(Duration.ofMinutes(2)).build();
    }

    @Override
    void execute(Integer key, Runnable task) {
      lanes.execute(key, task);
    }

    @Override
    public void close() {
      lanes.close();
      super.close();
    }
  }

  /** A SerialExecutor, as in the documentation of {@link Executor}, for each key ever seen. */
  private static final class Serial extends KeyedSubject {
    private final ConcurrentHashMap<Integer, SerialExecutor> lanes = new ConcurrentHashMap<>();
    private final Executor executor;

    Serial(ExecutorService executor) {
      this.executor = with(executor);
    }

    @Override
    void execute(Integer key, Runnable task) {
      SerialExecutor lane = lanes.get(key);
      if (lane == null) {
        lane = lanes.computeIfAbsent(key, _ -> new SerialExecutor(executor));
      }
      lane.execute(task);
    }
  }

  private static final class SerialExecutor implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Executor executor;
    private Runnable active;

    SerialExecutor(Executor executor) {
      this.executor = executor;
    }

    @Override
    public synchronized void execute(Runnable r) {
      tasks.add(
          () -> {
            try {
              r.run();
            } finally {
              scheduleNext();
            }
          });
      if (active == null) {
        scheduleNext();
      }
    }

    private synchronized void scheduleNext() {
      if ((active = tasks.poll()) != null) {
        executor.execute(active);
      }
    }
  }

  /** A thread for each residue of the key's hash. */
  private static final class Striped extends KeyedSubject {
    private final ExecutorService[] stripes;

    Striped(int count) {
      this.stripes = new ExecutorService[count];
      for (int i = 0; i < count; i++) {
        stripes[i] = with(Executors.newSingleThreadExecutor());
      }
    }

    @Override
    void execute(Integer key, Runnable task) {
      stripes[key.hashCode() & (stripes.length - 1)].execute(task);
    }
  }

  /** The same with Netty's event executors, each of which keeps its order. */
  private static final class Netty extends KeyedSubject {
    private final DefaultEventExecutorGroup group;
    private final EventExecutor[] executors;

    Netty(int threads) {
      this.group = new DefaultEventExecutorGroup(threads);
      this.executors = new EventExecutor[threads];
      for (int i = 0; i < threads; i++) {
        executors[i] = group.next();
      }
    }

    @Override
    void execute(Integer key, Runnable task) {
      executors[Math.floorMod(key.hashCode(), executors.length)].execute(task);
    }

    @Override
    public void close() {
      group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  /** The last future of each busy key, to which the next task is appended. */
  private static final class Chain extends KeyedSubject {
    private final ConcurrentHashMap<Integer, CompletableFuture<Void>> last =
        new ConcurrentHashMap<>();
    private final Executor executor;

    Chain(ExecutorService executor) {
      this.executor = with(executor);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // tasks that are lost are found by the count
    void execute(Integer key, Runnable task) {
      CompletableFuture<Void> mine =
          last.compute(
              key,
              (_, before) ->
                  before == null
                      ? CompletableFuture.runAsync(task, executor)
                      : before.thenRunAsync(task, executor));
      mine.whenComplete((_, _) -> last.remove(key, mine));
    }
  }
}
