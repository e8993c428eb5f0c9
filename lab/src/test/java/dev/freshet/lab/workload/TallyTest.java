package dev.freshet.lab.workload;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.lab.child.WrongResult;
import dev.freshet.lab.subject.Subject;
import org.junit.jupiter.api.Test;

final class TallyTest {
  private static final Subject NONE =
      new Subject() {
        @Override
        public void execute(Runnable task) {
          task.run();
        }

        @Override
        public void close() {}
      };

  @Test
  void whatFailedIsToldInPlaceOfWhatIsMissing() {
    Tally tally = new Tally();
    tally.failed(new IllegalStateException("no answer"));

    assertThatExceptionOfType(WrongResult.class)
        .isThrownBy(() -> tally.await("http", NONE, 1))
        .withMessage("http: a task failed: java.lang.IllegalStateException: no answer");
  }
}
