package dev.freshet.doctor.launch;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the JVM does with files when it starts and while it runs. */
final class StartFlags {
  private StartFlags() {}

  static void write(Draft draft, LaunchRequest request) {
    if (request.goal() == Goal.LATENCY) {
      draft.flag(
          "-XX:+PerfDisableSharedMem",
          "the counters for jstat are written to a file in /tmp, and a busy disk stops the JVM at a"
              + " safepoint; jps and jstat no longer see it, jcmd PID does");
    }
    String cache = request.command().given().get("AOTCache");
    if (cache != null && !Files.isReadable(Path.of(cache))) {
      draft.conflict(
          "AOTCache", "there is no such file, and the JVM starts without it: train it first");
    } else if (cache == null && request.since(25) && !draft.isGiven("AOTCacheOutput")) {
      draft.advise(
          "-XX:AOTCacheOutput=app.aot once, then -XX:AOTCache=app.aot",
          "classes loaded and profiled beforehand: faster start and first requests; train it with"
              + " these very flags");
    }
    if (request.feature().isEmpty()) {
      draft.advise(
          "release of the JDK unknown", "its folder has no file 'release'; planned as for Java 17");
    }
  }
}
