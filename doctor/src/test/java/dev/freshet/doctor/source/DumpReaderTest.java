package dev.freshet.doctor.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.window.Dump;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The dump of JDK 25 in its own words, shortened. */
final class DumpReaderTest {
  private static final String DUMP =
      """
      {"threadDump": {"threadContainers": [
        {"container": "<root>", "threads": [
          {"tid": "31", "name": "main", "state": "TIMED_WAITING", "stack": [
            "java.base/java.lang.Thread.sleepNanos0(Native Method)", "T.lk(T.java:5)"]},
          {"tid": "22", "virtual": true, "name": "", "state": "BLOCKED",
            "blockedOn": "java.lang.Object@5e6f2670", "stack": ["T.hot(T.java:4)"]},
          {"tid": "26", "virtual": true, "name": "", "state": "BLOCKED",
            "blockedOn": "java.lang.Object@5e6f2670", "stack": ["T.hot(T.java:4)"]},
          {"tid": "24", "virtual": true, "name": "", "state": "TIMED_WAITING",
            "stack": ["T.hot(T.java:4)"],
            "monitorsOwned": [{"depth": 0, "locks": ["java.lang.Object@5e6f2670"]}]},
          {"tid": "27", "virtual": true, "name": "", "state": "WAITING",
            "parkBlocker": {"object": "java.util.concurrent.locks.ReentrantLock$NonfairSync@7"},
            "stack": [
              "java.base/java.util.concurrent.locks.AbstractQueuedSynchronizer.acquire(X.java:7)",
              "T.lk(T.java:5)"]},
          {"tid": "28", "name": "pool-1", "state": "WAITING",
            "parkBlocker": {"object": "java.util.concurrent.FutureTask@8"},
            "stack": ["java.base/java.util.concurrent.FutureTask.awaitDone(F.java:1)"]}]}]}}
      """;

  @Test
  void findsWhoWaitsForWhatAndWhoOwnsIt() {
    Dump dump = DumpReader.read(7, JsonMapper.shared().readTree(DUMP));

    assertThat(dump.atMs()).isEqualTo(7);
    assertThat(dump.platformThreads()).isEqualTo(2);
    assertThat(dump.virtualThreads()).isEqualTo(4);
    assertThat(dump.contended()).hasSize(2);
    Dump.Contended monitor = dump.contended().getFirst();
    assertThat(monitor.lock()).isEqualTo("java.lang.Object@5e6f2670");
    assertThat(monitor.owner()).isEqualTo("virtual thread #24");
    assertThat(monitor.waiters()).isEqualTo(2);
    assertThat(monitor.virtualWaiters()).isEqualTo(2);
    assertThat(monitor.stack()).containsExactly("T.hot:4");
    assertThat(dump.contended().getLast().lock()).endsWith("ReentrantLock$NonfairSync@7");
    assertThat(dump.groups().getFirst().count()).isEqualTo(2);
  }

  @Test
  void framesAreClassMethodAndLine() {
    assertThat(DumpReader.frame("java.base/java.lang.Thread.run(Thread.java:1474)"))
        .isEqualTo("java.lang.Thread.run:1474");
    assertThat(DumpReader.frame("app@1/x.Y$Z.m(Native Method)")).isEqualTo("x.Y$Z.m");
  }
}
