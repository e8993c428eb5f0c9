package dev.freshet.lab.subject;

import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import dev.freshet.core.batch.BatchResults;
import dev.freshet.core.batch.Batcher;
import java.util.Collections;
import java.util.List;

/**
 * A batcher with one key. Tasks that can go together ({@link BatchTask}) do, the others run one by
 * one within the call. Bounded by the capacity of the batcher, whose submitters wait.
 */
final class BatcherSubject implements Subject {
  private static final String KEY = "key";
  private final TaskPool pool;
  private final Batcher<String, Runnable, Boolean> batcher;

  BatcherSubject(TaskPool pool, int places) {
    this.pool = pool;
    this.batcher =
        Batcher.<String, Runnable, Boolean>builder(pool, (_, batch) -> runAll(batch))
            .capacity(places)
            .build();
  }

  private static BatchResults<Boolean> runAll(List<Runnable> batch) {
    if (batch.getFirst() instanceof BatchTask first) {
      first.runAll(batch);
    } else {
      batch.forEach(Runnable::run);
    }
    return BatchResults.inOrder(Collections.nCopies(batch.size(), Boolean.TRUE));
  }

  @Override
  public void execute(Runnable task) {
    // The workload counts what ran; nobody waits for a handle.
    TaskHandle<Boolean> _ = batcher.submit(KEY, task);
  }

  @Override
  public int size() {
    return pool.snapshot().limit();
  }

  @Override
  public void close() {
    batcher.close();
    pool.close();
  }
}
