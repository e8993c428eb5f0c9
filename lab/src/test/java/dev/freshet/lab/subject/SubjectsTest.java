package dev.freshet.lab.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SubjectsTest {
  @Test
  void namesAreUniqueAndFound() {
    assertThat(Subjects.names()).doesNotHaveDuplicates().contains("freshet-virtual", "Disruptor");
    assertThat(Subjects.names()).allSatisfy(name -> assertThat(Subjects.named(name)).isPresent());
    assertThat(Subjects.named("freshet")).isEmpty();
  }

  @Test
  void placesAreRoundedUpToAPowerOfTwo() {
    AtomicInteger asked = new AtomicInteger();
    Subject none =
        new Subject() {
          @Override
          public void execute(Runnable task) {
            task.run();
          }

          @Override
          public void close() {}
        };
    SubjectKind kind =
        new SubjectKind(
            "caller",
            SubjectKind.Family.JDK,
            "runs on the caller",
            "Runnable::run",
            false,
            false,
            (_, places) -> {
              asked.set(places);
              return none;
            });

    kind.build(1, 1_000).close();
    assertThat(asked).hasValue(1_024);
    kind.build(1, 1_024).close();
    assertThat(asked).hasValue(1_024);
    kind.build(1, 1).close();
    assertThat(asked).hasValue(1);
  }
}
