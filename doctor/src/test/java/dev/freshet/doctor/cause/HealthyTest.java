package dev.freshet.doctor.cause;

import static dev.freshet.doctor.cause.Scene.decide;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.Dump.Contended;
import dev.freshet.doctor.window.Dump.StackGroup;
import dev.freshet.doctor.window.JvmEvent.Allocation;
import dev.freshet.doctor.window.JvmEvent.CpuSample;
import dev.freshet.doctor.window.JvmEvent.Io;
import dev.freshet.doctor.window.JvmEvent.LockWait;
import dev.freshet.doctor.window.JvmEvent.Mount;
import dev.freshet.doctor.window.JvmEvent.Pause;
import dev.freshet.doctor.window.JvmEvent.Pin;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A healthy JVM has no cause: a false alarm costs more trust than a missed one. */
class HealthyTest {
  private static final int DRAWS = 10_000;
  private static final List<String> STACK = List.of("shop.Main.serve:5");

  @Test
  void findsNothingInAnIdleJvm() {
    Decision decision =
        decide(
            Scene.windows(
                30, s -> s.carriers(0, 0).worker(0, 0).gcThreads(0, 0).scheduler(2, 0, 0, 0)));
    assertThat(decision.verdicts()).isEmpty();
    assertThat(decision.anomalies()).isEmpty();
    assertThat(decision.unexplainedMs()).isZero();
  }

  @Test
  void findsNothingInAJvmThatIsBusyAtNinetyPercentWithoutAQueue() {
    Decision decision =
        decide(
            Scene.windows(
                30,
                s ->
                    s.carriers(850, 40)
                        .worker(100, 20)
                        .scheduler(2, 1.8, 0.3, 0.25)
                        .pause(8, "G1 Evacuation Pause")));
    assertThat(decision.verdicts()).isEmpty();
    assertThat(decision.anomalies()).isEmpty();
  }

  @Test
  void findsNothingInRandomHealthyWindows() {
    Random random = new Random(20_251_128);
    for (int draw = 0; draw < DRAWS; draw++) {
      List<Window> windows = random(random);
      Decision decision = decide(windows);
      assertThat(decision.verdicts()).as("draw %d", draw).isEmpty();
      assertThat(decision.anomalies()).as("draw %d", draw).isEmpty();
    }
  }

  /** A load that stays over the look, with noise in each window and now and then a bad one. */
  private static List<Window> random(Random random) {
    double load = random.nextDouble() * 0.85;
    boolean quota = random.nextInt(3) == 0;
    boolean dumps = random.nextInt(3) == 0;
    int bad = random.nextInt(15);
    return Scene.windows(
        15,
        s -> {
          double run = 1000 * load * (0.8 + 0.2 * random.nextDouble());
          s.carriers(run, run * 0.06 * random.nextDouble());
          s.worker(100 * random.nextDouble(), 8 * random.nextDouble());
          s.scheduler(
              2,
              Math.min(2, 2 * load + 0.3 * random.nextDouble()),
              0.4 * random.nextDouble(),
              Math.min(0.7, load * random.nextDouble()));
          s.others(400 * random.nextDouble()).steal(100 * random.nextDouble());
          s.pressureIo(40 * random.nextDouble());
          s.blockedInKernel(Scene.WORKER, 0.1 * random.nextDouble());
          if (quota) {
            s.group("/sys/fs/cgroup/app", 1.5 + random.nextDouble(), 0, 0);
          }
          noise(s, random);
          if (dumps) {
            dumps(s, random);
          }
          if (s.index() == bad) {
            hiccup(s, random);
          }
        });
  }

  private static void noise(Scene s, Random random) {
    for (int i = random.nextInt(4); i > 0; i--) {
      double at = s.startMs() + 900 * random.nextDouble();
      double ms = 8 * random.nextDouble();
      s.event(new Pause(at, ms, true, "G1 Young", "G1 Evacuation Pause", random.nextDouble()));
      s.event(new LockWait(at, 30 * random.nextDouble(), "shop.Pool", "", "v", true, STACK));
      s.event(new Mount(at, 10 + ms, Scene.CARRIER_1, "ForkJoinPool-1-worker-1", STACK));
      s.event(new Pin(at, ms, "Object.wait", "Native or VM frame on stack", STACK));
      s.event(new Io(at, 20 + ms, "force", "/var/log/app", "worker-1", STACK));
      s.event(new Allocation(at, "byte[]", 1e7, STACK));
      s.event(new CpuSample(at, "virtual-" + random.nextInt(1000), true, STACK));
    }
  }

  private static void dumps(Scene s, Random random) {
    for (int i = 0; i < 2; i++) {
      int threads = 90 + random.nextInt(40);
      int waiters = random.nextInt(10) == 0 ? 2 : random.nextInt(2);
      s.dump(
          new Dump(
              s.startMs() + 500 * i,
              20,
              threads,
              List.of(new Contended("shop.Pool@1", "v", waiters, waiters, STACK)),
              List.of(new StackGroup(threads, true, "WAITING", STACK))));
    }
  }

  /** What every machine has now and then: one window of everything at once. */
  private static void hiccup(Scene s, Random random) {
    s.others(1500).steal(500).scheduler(2, 2, 5 * random.nextDouble(), 1).carriers(500, 480);
    s.event(new Pause(s.startMs(), 150, true, "G1 Full", "G1 Compaction Pause", 12));
    s.put(
        new ThreadUse(
            Scene.WORKER, "worker-1", Role.JAVA, 300, 600, 50, 5, 12_000, 300, 0.5, Scene.BOTH));
  }
}
