package dev.freshet.doctor.cause;

import dev.freshet.doctor.Verdict.Evidence;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * Three signals of a stall crossed: tasks pile up, threads contend for a lock, carriers go hungry.
 * Each alone misleads; together they point at the root. Immutable.
 *
 * @param pileUp whether more wait than there are carriers
 * @param lock whether threads wait for a lock
 * @param hunger whether virtual threads queue while no carrier is free
 */
public record Matrix(boolean pileUp, boolean lock, boolean hunger) {
  static Matrix of(List<Window> windows) {
    return new Matrix(
        Streak.of(windows, Matrix::pilesUp).isPresent(),
        Streak.of(windows, Matrix::contends).isPresent(),
        Streak.of(windows, Matrix::isHungry).isPresent());
  }

  private static boolean pilesUp(Window window) {
    int carriers =
        window.scheduler() == null ? window.machine().cpus() : window.scheduler().parallelism();
    double queued = window.scheduler() == null ? 0 : window.scheduler().queued();
    double waiters = Locks.of(window).stream().mapToDouble(w -> w.waiters(window)).max().orElse(0);
    return Math.max(queued, waiters) > carriers;
  }

  private static boolean contends(Window window) {
    return Locks.of(window).stream().anyMatch(w -> w.isHot(window));
  }

  private static boolean isHungry(Window window) {
    Optional<Carriers> carriers = Carriers.of(window);
    return carriers
        .filter(Carriers::isQueueing)
        .filter(
            c ->
                c.isBusy() || c.isBlocked() || RunQueueRule.BAD_WAIT.exceededBy(c.waitingPercent()))
        .isPresent();
  }

  /**
   * Where the root is to be looked for.
   *
   * @return a sentence without full stop
   */
  public String meaning() {
    if (hunger && lock) {
      return "holders of the lock may be waiting for a carrier: free the carriers first";
    }
    if (hunger) {
      return pileUp
          ? "carriers are the bottleneck: too few, blocked, hogged or not scheduled"
          : "carriers are short, few tasks suffer yet";
    }
    if (lock) {
      return pileUp
          ? "the lock is the bottleneck: tasks pile up behind it, carriers are free"
          : "a lock is contended, nothing piles up behind it yet";
    }
    return pileUp
        ? "bursts arrive, or something outside the JVM is slow: carriers and locks are free"
        : "none of the three";
  }

  /**
   * The cell that applies, for a table.
   *
   * @return such as {@code pile-up yes × lock contention no × carrier hunger yes}
   */
  public String cell() {
    return "pile-up "
        + word(pileUp)
        + " × lock contention "
        + word(lock)
        + " × carrier hunger "
        + word(hunger);
  }

  private static String word(boolean yes) {
    return yes ? "yes" : "no";
  }

  Evidence evidence() {
    return new Evidence("cross-check: " + cell(), "none of the three", meaning(), "all layers");
  }
}
