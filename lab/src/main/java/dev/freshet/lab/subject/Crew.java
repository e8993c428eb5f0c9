package dev.freshet.lab.subject;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The threads of a subject whose library brings none. */
final class Crew {
  private final List<Thread> threads = new ArrayList<>();

  private Crew() {}

  /** Starts so many; what each does is asked for by its number. */
  static Crew start(int count, Thread.Builder builder, IntFunction<Runnable> body) {
    Crew crew = new Crew();
    for (int i = 0; i < count; i++) {
      crew.threads.add(builder.start(body.apply(i)));
    }
    return crew;
  }

  /** Named and daemons, as all workers that are measured. */
  static Thread.Builder platform() {
    return Thread.ofPlatform().daemon().name("lab-", 0);
  }

  int size() {
    return threads.size();
  }

  /** Waits until all have ended. */
  void join() {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the workers had ended", e);
    }
  }
}
