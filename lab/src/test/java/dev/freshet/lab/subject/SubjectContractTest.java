package dev.freshet.lab.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every subject of the catalogue. */
final class SubjectContractTest {
  private static final int TASKS = 10_000;
  private static final int PRODUCERS = 2;
  private static final int LIMIT = 4;

  /** Few, so that producers have to wait. */
  private static final int PLACES = 64;

  static Stream<String> names() {
    return Subjects.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  @SuppressWarnings("ThreadPriorityCheck") // to be pre-empted in the middle of a task
  void runsEveryTaskOnceAndNeverMoreThanTheLimit(String name) throws InterruptedException {
    SubjectKind kind = Subjects.named(name).orElseThrow();
    AtomicIntegerArray ran = new AtomicIntegerArray(TASKS);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Subject subject = kind.build(LIMIT, PLACES);
    List<Thread> producers = new ArrayList<>();
    for (int p = 0; p < PRODUCERS; p++) {
      int first = p;
      producers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = first; i < TASKS; i += PRODUCERS) {
                      int index = i;
                      subject.execute(
                          () -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            Thread.yield(); // lets others in, should more be let in
                            ran.incrementAndGet(index);
                            running.decrementAndGet();
                          });
                    }
                  }));
    }
    for (Thread producer : producers) {
      producer.join();
    }
    subject.close();

    int never = 0;
    for (int i = 0; i < TASKS; i++) {
      assertThat(ran.get(i)).as("times task %d ran", i).isBetween(0, 1);
      never += 1 - ran.get(i);
    }
    assertThat(never).isEqualTo((int) subject.shed());
    if (kind.bounded()) {
      assertThat(most.get()).isBetween(1, LIMIT);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesTheLineThatBuildsIt(String name) {
    SubjectKind kind = Subjects.named(name).orElseThrow();

    assertThat(kind.java()).isNotBlank();
    assertThat(kind.what()).isNotBlank().doesNotEndWith(".");
  }
}
