package dev.freshet.lab.subject;

import com.softwaremill.jox.Channel;
import java.util.concurrent.RejectedExecutionException;

/** Virtual threads that receive tasks from one buffered channel of Jox until it is done. */
final class JoxSubject implements Subject {
  private final Channel<Runnable> channel;
  private final Crew crew;

  JoxSubject(int limit, int places) {
    channel = Channel.newBufferedChannel(places);
    crew = Crew.start(limit, Thread.ofVirtual().name("lab-", 0), _ -> this::work);
  }

  private void work() {
    try {
      while (channel.receiveOrClosed() instanceof Runnable task) {
        task.run();
      }
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("nobody interrupts these workers", impossible);
    }
  }

  @Override
  public void execute(Runnable task) {
    try {
      channel.send(task);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException(e);
    }
  }

  @Override
  public int size() {
    return crew.size();
  }

  @Override
  public void close() {
    channel.done();
    crew.join();
  }
}
