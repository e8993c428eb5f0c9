package dev.freshet.bench;

import dev.freshet.core.TaskPool;
import dev.freshet.core.batch.BatchPolicy;
import dev.freshet.core.batch.Batcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/** One of the compared ways to a backend. */
interface BatchSubject extends AutoCloseable {
  /** Hands an item over. */
  Future<Long> submit(Integer key, Long item);

  /** What it decided, if it decides. */
  default String story() {
    return "";
  }

  @Override
  void close();

  /** The subject of that name. */
  static BatchSubject named(String name, BatchBackend backend) {
    return switch (name) {
      case "freshet-batcher" -> new Ours(backend, BatchPolicy.adaptive());
      case "freshet-always" -> new Ours(backend, BatchPolicy.always());
      case "freshet-never" -> new Ours(backend, BatchPolicy.never());
      case "freshet-direct" -> new Direct(backend);
      case "CompletableFuture" -> new Supplied(backend);
      case "NaiveBatcher" -> new Naive(backend);
      default -> throw new IllegalArgumentException("subject: unknown name " + name);
    };
  }

  /** A batcher. */
  final class Ours implements BatchSubject {
    private final TaskPool pool;
    private final Batcher<Integer, Long, Long> batcher;

    Ours(BatchBackend backend, BatchPolicy policy) {
      pool = TaskPool.of(backend.connections());
      batcher = Batcher.builder(pool, backend).policy(policy).build();
    }

    @Override
    public Future<Long> submit(Integer key, Long item) {
      return batcher.submit(key, item);
    }

    @Override
    public String story() {
      return batcher.snapshot().toString();
    }

    @Override
    public void close() {
      batcher.close();
      pool.close();
    }
  }

  /** A task of a pool for each item. */
  final class Direct implements BatchSubject {
    private final TaskPool pool;
    private final BatchBackend backend;

    Direct(BatchBackend backend) {
      this.backend = backend;
      pool = TaskPool.of(backend.connections());
    }

    @Override
    public Future<Long> submit(Integer key, Long item) {
      return pool.submit(() -> backend.call(key, List.of(item)).getFirst());
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  /** The same by way of the JDK's future. */
  final class Supplied implements BatchSubject {
    private final TaskPool pool;
    private final BatchBackend backend;

    Supplied(BatchBackend backend) {
      this.backend = backend;
      pool = TaskPool.of(backend.connections());
    }

    @Override
    public Future<Long> submit(Integer key, Long item) {
      return CompletableFuture.supplyAsync(() -> backend.call(key, List.of(item)).getFirst(), pool);
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  /** What is written by hand where there is no batcher. */
  final class Naive implements BatchSubject {
    /** As many as our batches have at most. */
    private static final int MOST = 64;

    private record Item(Integer key, Long item, CompletableFuture<Long> answer) {}

    private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private final BatchBackend backend;
    private final Thread thread;

    Naive(BatchBackend backend) {
      this.backend = backend;
      thread = Thread.ofPlatform().daemon().start(this::drain);
    }

    @Override
    public Future<Long> submit(Integer key, Long item) {
      Item queued = new Item(key, item, new CompletableFuture<>());
      queue.add(queued);
      return queued.answer();
    }

    private void drain() {
      List<Item> got = new ArrayList<>();
      try {
        while (true) {
          got.add(queue.take());
          queue.drainTo(got, MOST - 1);
          Map<Integer, List<Item>> byKey = new HashMap<>();
          got.forEach(i -> byKey.computeIfAbsent(i.key(), _ -> new ArrayList<>()).add(i));
          byKey.forEach(this::call);
          got.clear();
        }
      } catch (InterruptedException e) {
        // the end
      }
    }

    private void call(Integer key, List<Item> items) {
      List<Long> answers = backend.call(key, items.stream().map(Item::item).toList());
      for (int i = 0; i < answers.size(); i++) {
        items.get(i).answer().complete(answers.get(i));
      }
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
