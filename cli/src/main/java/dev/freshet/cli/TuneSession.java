package dev.freshet.cli;

import dev.freshet.doctor.tune.JvmScheduler;
import dev.freshet.doctor.tune.JvmScheduler.Change;
import dev.freshet.doctor.tune.JvmScheduler.Gauges;
import dev.freshet.doctor.tune.ParallelismRequest;
import dev.freshet.doctor.tune.Pinning;
import dev.freshet.doctor.tune.TuneException;
import dev.freshet.doctor.tune.Tuner;
import dev.freshet.host.scheduling.Answer;
import dev.freshet.host.system.CpuSet;
import dev.freshet.report.JsonFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What {@code freshet tune} does to one JVM, what it says of it, and that it puts it back. */
final class TuneSession {
  private static final String SCHEMA = "freshet/tune/1";
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** How long the tuner may take over its last decision. */
  private static final Duration LAST_DECISION = Duration.ofSeconds(30);

  /** Does the work, and fills in what the JSON says of it. */
  private interface Work {
    void run(Map<String, Object> result) throws InterruptedException;
  }

  private final long pid;
  private final Duration time;
  private final boolean keep;
  private final @Nullable Path json;
  private final Output output;

  TuneSession(long pid, Duration time, boolean keep, @Nullable Path json, Output output) {
    this.pid = pid;
    this.time = time;
    this.keep = keep;
    this.json = json;
    this.output = output;
  }

  ExitCode read() {
    return run(
        "read",
        result -> {
          try (JvmScheduler scheduler = JvmScheduler.of(pid)) {
            Gauges now = scheduler.gauges();
            result.put("initial", now);
            output.say(TuneWords.gauges(now));
          }
        });
  }

  ExitCode set(ParallelismRequest request) {
    return run(
        "set",
        result -> {
          try (JvmScheduler scheduler = JvmScheduler.of(pid)) {
            result.put("initial", scheduler.gauges());
            Change change = scheduler.set(request.from(scheduler.initial()));
            result.put("change", change);
            output.say(TuneWords.change(change));
            if (keep) {
              scheduler.keep();
              output.say("it stays so until the JVM ends or somebody sets it again");
              return;
            }
            hold(
                () -> {
                  Gauges now = scheduler.gauges();
                  result.put("last", now);
                  output.tick(TuneWords.gauges(now));
                });
            Change back = scheduler.restore();
            result.put("restored", back.gauges());
            output.say("back: " + TuneWords.gauges(back.gauges()));
          }
        });
  }

  ExitCode auto(boolean apply) {
    return run(
        apply ? "auto" : "advice",
        result -> {
          TuneLog log = new TuneLog(output);
          JvmScheduler scheduler = JvmScheduler.of(pid);
          result.put("initial", scheduler.gauges());
          result.put("decisions", log.decisions());
          try (Tuner tuner = Tuner.of(scheduler).apply(apply).listener(log).start();
              var _ = Interruption.whenAsked(tuner::stop)) {
            result.put("work", tuner.workUnit());
            output.note("work is measured in " + tuner.workUnit());
            boolean interrupted = tuner.await(time);
            if (!interrupted) {
              tuner.stop();
              // What it has just decided is set before it is judged, not after it was put back.
              boolean ended = tuner.await(LAST_DECISION);
              result.put("ended", ended);
            }
            log.advice(pid, scheduler.initial(), apply).forEach(output::say);
            result.put("level", log.level(scheduler.initial()));
            if (apply) {
              end(scheduler, log, result);
            }
          }
        });
  }

  private void end(JvmScheduler scheduler, TuneLog log, Map<String, Object> result) {
    if (keep) {
      // A level that is still on trial is not one to stay at.
      Change last = scheduler.set(Math.max(JvmScheduler.LEAST, log.level(scheduler.initial())));
      scheduler.keep();
      output.say("it stays at " + last.to() + " until the JVM ends or somebody sets it again");
    } else {
      Change back = scheduler.restore();
      result.put("restored", back.gauges());
      output.say("back: " + TuneWords.gauges(back.gauges()));
    }
  }

  ExitCode pin(Pinning.Threads which, CpuSet cpus) {
    return run(
        "pin",
        result -> {
          Pinning pinning = Pinning.of(pid, which, cpus);
          result.put("cpus", cpus.toString());
          try {
            say(pinning.threads());
            if (!keep) {
              hold(() -> refresh(pinning));
            }
            result.put("threads", pinning.threads().stream().map(TuneWords::json).toList());
          } finally {
            if (!keep) {
              pinning.close();
            }
          }
          output.say(
              keep ? "they stay there until they end" : "back: each runs where it might before");
        });
  }

  private void refresh(Pinning pinning) {
    if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      throw new Failure(ExitCode.COULD_NOT_LOOK, "process " + pid + " ended");
    }
    say(pinning.refresh());
  }

  private void say(List<Pinning.Pinned> threads) {
    for (Pinning.Pinned one : threads) {
      output.say(
          one.name()
              + ": "
              + switch (one.answer()) {
                case Answer.Applied applied -> applied.what();
                case Answer.Denied denied -> "not pinned: " + denied.reason();
              });
    }
  }

  /** Until the time is over or the user has had enough; looks once a second. */
  private void hold(Runnable look) throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    long end = System.nanoTime() + time.toNanos();
    try (var _ = Interruption.whenAsked(stop::countDown)) {
      long left = time.toNanos();
      while (left > 0 && !stop.await(Math.min(left, SECOND.toNanos()), TimeUnit.NANOSECONDS)) {
        look.run();
        left = end - System.nanoTime();
      }
    }
  }

  private ExitCode run(String mode, Work work) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("target", Map.of("pid", pid));
    result.put("mode", mode);
    result.put("keep", keep);
    try {
      work.run(result);
      ExitCode code = Interruption.asked() ? ExitCode.INTERRUPTED : ExitCode.HOLDS;
      write(result, code);
      return code;
    } catch (TuneException refused) {
      String line = String.valueOf(refused.getMessage());
      switch (refused.kind()) {
        case NO_JVM, NOT_ALLOWED -> throw new BadInput(line, refused);
        case REFUSED, TOO_OLD, GONE -> {
          result.put("failure", line);
          write(result, ExitCode.COULD_NOT_LOOK);
          throw new Failure(ExitCode.COULD_NOT_LOOK, line, refused);
        }
      }
      throw new IllegalStateException(refused);
    } catch (Failure failed) {
      result.put("failure", failed.getMessage());
      write(result, failed.exitCode());
      throw failed;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  private void write(Map<String, Object> result, ExitCode code) {
    output.clear();
    if (json != null) {
      result.put("exitCode", code.code());
      JsonFile.write(json, SCHEMA, result);
      output.say("JSON: " + json);
    }
  }
}
