package dev.freshet.planted;

import dev.freshet.lab.subject.Subject;
import dev.freshet.lab.subject.SubjectKind;
import dev.freshet.lab.subject.SubjectKind.Family;
import dev.freshet.lab.subject.SubjectSource;
import dev.freshet.lab.subject.Subjects;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Subjects that are slow or wrong in a way of their own, all around the pool as it comes.
 *
 * <p>This package lies outside of the lab's, so that a measuring JVM can load it from its class
 * path: {@code --class-path target/test-classes --add-exports
 * dev.freshet.lab/dev.freshet.lab.subject=ALL-UNNAMED}.
 */
public final class PlantedSubjects implements SubjectSource {
  private static final String POOL = "freshet-virtual";

  /** One task in so many is treated badly. */
  private static final int ONE_IN = 100;

  /** What a hand-over of the slow one costs, in nanoseconds. */
  private static final long SLOW_NANOS = 20_000;

  /** For the service loader. */
  public PlantedSubjects() {}

  @Override
  public List<SubjectKind> subjects() {
    AtomicInteger number = new AtomicInteger();
    return List.of(
        kind("planted-twin", Subject::execute),
        kind(
            "planted-slow",
            (pool, task) -> {
              long end = System.nanoTime() + SLOW_NANOS;
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              pool.execute(task);
            }),
        kind(
            "planted-losing",
            (pool, task) -> {
              if (number.incrementAndGet() % ONE_IN != 0) {
                pool.execute(task);
              }
            }),
        kind(
            "planted-doubling",
            (pool, task) -> {
              pool.execute(task);
              if (number.incrementAndGet() % ONE_IN == 0) {
                pool.execute(task);
              }
            }),
        kind("planted-exceeding", (_, task) -> Thread.startVirtualThread(task)),
        kind("planted-crashing", (_, _) -> Runtime.getRuntime().halt(7)),
        kind("planted-hanging", (_, _) -> hang()),
        kind("planted-hungry", (_, _) -> eat()));
  }

  private static void hang() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  private static void eat() {
    byte[][] food = new byte[1 << 10][];
    for (int i = 0; ; i++) {
      food[i] = new byte[1 << 20];
    }
  }

  private static SubjectKind kind(String name, BiConsumer<Subject, Runnable> handOver) {
    return new SubjectKind(
        name,
        Family.LIBRARY,
        "planted by a test",
        "none",
        true,
        true,
        (limit, places) -> {
          // Looked up when it is built: the catalogue is being made when this method is called.
          Subject pool = Subjects.named(POOL).orElseThrow().build(limit, places);
          return new Planted(pool, handOver);
        });
  }

  private record Planted(Subject pool, BiConsumer<Subject, Runnable> handOver) implements Subject {
    @Override
    public void execute(Runnable task) {
      handOver.accept(pool, task);
    }

    @Override
    public int size() {
      return pool.size();
    }

    @Override
    public void close() {
      pool.close();
    }
  }
}
