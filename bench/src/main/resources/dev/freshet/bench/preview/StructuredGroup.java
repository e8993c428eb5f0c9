import dev.freshet.bench.Group;
import java.util.Iterator;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;

/** The JDK's structured concurrency, fifth preview; compiled by the run that measures it. */
public final class StructuredGroup implements Group {
  @Override
  public int forkAndJoin(int forks) throws InterruptedException {
    try (var scope = StructuredTaskScope.open(Joiner.<Integer>allSuccessfulOrThrow())) {
      for (int i = 0; i < forks; i++) {
        scope.fork(NO_OP);
      }
      int sum = 0;
      for (Iterator<Subtask<Integer>> all = scope.join().iterator(); all.hasNext(); ) {
        sum += all.next().get();
      }
      return sum;
    }
  }

  @Override
  public void failBeside(Blocked blocked, Failing failing) throws InterruptedException {
    try (var scope = StructuredTaskScope.open(Joiner.<Integer>awaitAllSuccessfulOrThrow())) {
      scope.fork(blocked);
      scope.fork(failing);
      scope.join();
    } catch (StructuredTaskScope.FailedException _) {
      return;
    }
    throw new IllegalStateException("did not fail");
  }
}
