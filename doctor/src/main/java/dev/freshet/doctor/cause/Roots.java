package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Groups what the rules found by its root, so that one fault gives one verdict. A cause explains
 * the signals of others only if it is at least as severe: a drop does not explain a flood.
 */
final class Roots {
  /**
   * A cause and the signals it explains.
   *
   * @param cause the root
   * @param signals explained by it, in decision order
   */
  record Root(Verdict cause, List<Verdict> signals) {}

  /** The most severe first, then in the order in which causes are looked for. */
  private static final Comparator<Verdict> FIRST =
      Comparator.comparing(Verdict::severity).reversed().thenComparing(Verdict::cause);

  private Roots() {}

  /** Signals that a cause brings about by itself. */
  private static Set<Cause> explainedBy(Cause cause) {
    return switch (cause) {
      case THROTTLED ->
          EnumSet.of(
              Cause.GC_PAUSE,
              Cause.ALLOCATION,
              Cause.AFFINITY,
              Cause.RUN_QUEUE,
              Cause.PARALLELISM,
              Cause.NATIVE_BLOCK,
              Cause.CPU_HOG,
              Cause.LOCK,
              Cause.LEAK,
              Cause.QUEUE);
      case ALLOCATION ->
          EnumSet.of(
              Cause.GC_PAUSE, Cause.RUN_QUEUE, Cause.CPU_HOG, Cause.LOCK, Cause.LEAK, Cause.QUEUE);
      case GC_PAUSE -> EnumSet.of(Cause.LOCK, Cause.QUEUE);
      case AFFINITY, RUN_QUEUE, STEAL ->
          EnumSet.of(
              Cause.GC_PAUSE,
              Cause.RUN_QUEUE,
              Cause.PARALLELISM,
              Cause.CPU_HOG,
              Cause.LOCK,
              Cause.LEAK,
              Cause.QUEUE,
              Cause.MIGRATION);
      case DISK ->
          EnumSet.of(Cause.PARALLELISM, Cause.NATIVE_BLOCK, Cause.LOCK, Cause.LEAK, Cause.QUEUE);
      case PARALLELISM, CPU_HOG ->
          EnumSet.of(
              Cause.RUN_QUEUE,
              Cause.PARALLELISM,
              Cause.CPU_HOG,
              Cause.LOCK,
              Cause.LEAK,
              Cause.QUEUE,
              Cause.MIGRATION);
      case PINNED, NATIVE_BLOCK ->
          EnumSet.of(Cause.PARALLELISM, Cause.NATIVE_BLOCK, Cause.LOCK, Cause.LEAK, Cause.QUEUE);
      case LOCK -> EnumSet.of(Cause.LEAK, Cause.QUEUE);
      case QUEUE -> EnumSet.of(Cause.LEAK, Cause.RUN_QUEUE);
      case LEAK, MIGRATION, NUMA, FALSE_SHARING -> EnumSet.noneOf(Cause.class);
    };
  }

  static List<Root> of(List<Verdict> found) {
    List<Verdict> open = new ArrayList<>(found.stream().sorted(FIRST).toList());
    List<Root> roots = new ArrayList<>();
    while (!open.isEmpty()) {
      Verdict root = root(open);
      open.remove(root);
      Set<Cause> explained = closure(root.cause(), open);
      List<Verdict> signals =
          open.stream()
              .filter(
                  v ->
                      explained.contains(v.cause()) && v.severity().compareTo(root.severity()) <= 0)
              .sorted(Comparator.comparing(Verdict::cause))
              .toList();
      open.removeAll(signals);
      roots.add(new Root(root, signals));
    }
    return List.copyOf(roots);
  }

  /** The first that nothing else explains; where causes explain each other, the first of all. */
  private static Verdict root(List<Verdict> open) {
    Optional<Verdict> root =
        open.stream().filter(v -> open.stream().noneMatch(o -> explainsOneWay(o, v))).findFirst();
    return root.orElse(open.getFirst());
  }

  private static boolean explainsOneWay(Verdict root, Verdict signal) {
    return root.severity().compareTo(signal.severity()) >= 0
        && explainedBy(root.cause()).contains(signal.cause())
        && !explainedBy(signal.cause()).contains(root.cause());
  }

  /** What explains a signal also explains what that signal brings about. */
  private static Set<Cause> closure(Cause root, List<Verdict> open) {
    Set<Cause> explained = EnumSet.copyOf(List.of(root));
    explained.addAll(explainedBy(root));
    for (Verdict verdict : open) {
      if (explained.contains(verdict.cause())) {
        explained.addAll(explainedBy(verdict.cause()));
      }
    }
    explained.remove(root);
    return explained;
  }
}
