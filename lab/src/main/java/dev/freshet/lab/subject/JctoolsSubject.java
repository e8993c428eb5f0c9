package dev.freshet.lab.subject;

import java.util.function.Supplier;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads around JCTools' bounded queue for many producers and consumers. The queue itself
 * never waits; workers that find it empty and producers that find it full park in a {@link
 * WaitRoom}.
 */
final class JctoolsSubject implements Subject {
  /** Ends the worker that takes it. */
  private record End() implements Runnable {
    @Override
    public void run() {}
  }

  private final MpmcVarHandleArrayQueue<Runnable> queue;
  private final WaitRoom empty = new WaitRoom();
  private final WaitRoom full = new WaitRoom();
  private final Crew crew;

  JctoolsSubject(int limit, int places) {
    queue = new MpmcVarHandleArrayQueue<>(places);
    crew = Crew.start(limit, Crew.platform(), _ -> this::work);
  }

  private void work() {
    Supplier<@Nullable Runnable> poll = queue::poll;
    while (true) {
      Runnable task = empty.await(poll);
      full.wakeOne();
      if (task instanceof End) {
        return;
      }
      task.run();
    }
  }

  @Override
  public void execute(Runnable task) {
    if (!queue.offer(task)) {
      full.await(() -> queue.offer(task) ? task : null);
    }
    empty.wakeOne();
  }

  @Override
  public int size() {
    return crew.size();
  }

  @Override
  public void close() {
    for (int i = 0; i < crew.size(); i++) {
      execute(new End());
    }
    crew.join();
  }
}
