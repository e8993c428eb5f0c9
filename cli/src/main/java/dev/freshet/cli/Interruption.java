package dev.freshet.cli;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C and SIGTERM into an orderly end: the command is told, finishes what it owes, and its
 * own exit status becomes that of the process.
 *
 * {@snippet lang=java :
 * try (var _ = Interruption.whenAsked(rush::stop)) {
 *   RushResult result = rush.fire(t0);
 * }
 * // verify and report as always, then:
 * return (Interruption.asked() ? code.and(ExitCode.INTERRUPTED) : code).code();
 * }
 *
 * <h2>How it works</h2>
 *
 * The JVM answers both signals by running its shutdown hooks and then exiting with 130 or 143. Our
 * hook calls the registered actions, last registered first, and then waits for the command to
 * return, at most {@link #GRACE}. It ends the process itself, because {@code System.exit} blocks
 * for ever once a shutdown is under way and because the status must be the command's. Consequently
 * nothing may rely on {@code File.deleteOnExit}, nor on a hook of its own that takes long.
 *
 * <p>Thread-safe. A process has one set of signals, so the state is static.
 */
public final class Interruption {
  /**
   * How long a command may take to finish after it was asked. Long enough to resolve the requests
   * in flight (deadline 5 s by default), read a million orders back and write the report (measured
   * in seconds); short enough for the patience of service managers (systemd waits 90 s).
   */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final ConcurrentLinkedDeque<Runnable> ACTIONS = new ConcurrentLinkedDeque<>();
  private static final AtomicBoolean HOOKED = new AtomicBoolean();
  private static final CountDownLatch RETURNED = new CountDownLatch(1);
  private static volatile boolean asked;
  private static volatile boolean leaving;
  private static volatile int status = ExitCode.INTERRUPTED.code();

  private Interruption() {}

  /** What to close when the action is not needed any more. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Registers what is to happen when the process is asked to stop. If it was asked already, the
   * action runs at once on the calling thread.
   *
   * @param action short, safe to call from another thread, and only ever a request to stop; what it
   *     throws is ignored
   * @return closes to take the action back
   */
  public static Registration whenAsked(Runnable action) {
    Runnable once = once(action);
    ACTIONS.addFirst(once);
    if (asked) {
      once.run();
    }
    return () -> ACTIONS.remove(once);
  }

  /**
   * Says that nothing is owed for now, as while a command waits for an answer at the terminal: a
   * signal ends the process at once, with {@link ExitCode#INTERRUPTED}. Needed because a thread
   * that reads the terminal cannot be asked to return.
   *
   * @return closes when something is owed again
   */
  public static Registration owingNothing() {
    return whenAsked(RETURNED::countDown);
  }

  /**
   * Whether Ctrl-C or SIGTERM has arrived.
   *
   * @return true from the arrival on
   */
  public static boolean asked() {
    return asked;
  }

  /**
   * Asks this process to stop, as a signal would. Returns at once; the command then finishes in its
   * own time, at most {@link #GRACE}.
   */
  static void ask() {
    // System.exit blocks for ever, so it needs a thread of its own.
    Thread.ofPlatform().daemon().name("freshet-asked").start(() -> System.exit(status));
  }

  /** Makes the signals arrive here; called once by {@link Main#main}. */
  static void install() {
    if (HOOKED.compareAndSet(false, true)) {
      Runtime.getRuntime().addShutdownHook(new Thread(Interruption::signalled, "freshet-stop"));
    }
  }

  /** Ends the process with the given status, whether or not a signal has arrived. */
  static void leave(int code) {
    status = code;
    leaving = true;
    RETURNED.countDown();
    // During a shutdown this blocks for ever, and the hook ends the process with our status.
    System.exit(code);
  }

  private static void signalled() {
    if (leaving) {
      return; // this is our own System.exit
    }
    asked = true;
    ACTIONS.forEach(Runnable::run);
    try {
      if (!RETURNED.await(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("freshet: interrupted, and not done after " + GRACE.toSeconds() + " s");
      }
    } catch (InterruptedException stopWaiting) {
      Thread.currentThread().interrupt();
    }
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(status);
  }

  private static Runnable once(Runnable action) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        try {
          action.run();
        } catch (RuntimeException ignored) {
          // A failing action must not keep the others from being asked to stop.
        }
      }
    };
  }
}
