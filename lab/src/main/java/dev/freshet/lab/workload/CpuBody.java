package dev.freshet.lab.workload;

import java.util.concurrent.atomic.LongAdder;

/**
 * Computes a chain of numbers in which each depends on the one before, and checks the sum of the
 * last ones.
 *
 * <p>The work is fixed, not the time: a task that looks at the clock would do less where the
 * processor is shared.
 */
final class CpuBody implements Body {
  /** About 5 µs: a step takes some 1.3 ns (multiply, shift, exclusive or) on an EPYC at 3 GHz. */
  private static final int STEPS = 3_800;

  private static final int SEEDS = 16;
  private static final long[] LAST = lastOfEach();

  private final LongAdder sum = new LongAdder();
  private volatile long expected;

  private static long[] lastOfEach() {
    long[] last = new long[SEEDS];
    for (int seed = 0; seed < SEEDS; seed++) {
      last[seed] = chain(seed);
    }
    return last;
  }

  private static long chain(int seed) {
    long x = seed + 1L;
    for (int i = 0; i < STEPS; i++) {
      x ^= x >>> 29;
      x *= 0xBF58476D1CE4E5B9L;
    }
    return x;
  }

  @Override
  public void prepare(int tasks) {
    sum.reset();
    long all = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      all += LAST[seed] * ((tasks - seed + SEEDS - 1) / SEEDS);
    }
    expected = all;
  }

  @Override
  public void run(int index) {
    sum.add(chain(index % SEEDS));
  }

  @Override
  public void check() {
    if (sum.sum() != expected) {
      throw Tally.wrong("cpu", "the sum is %d, it should be %d".formatted(sum.sum(), expected));
    }
  }
}
