package dev.freshet.lab.workload;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** Counts the primes up to ten million by trial division, a range for each task. */
final class PrimesBody implements Body {
  private static final int UP_TO = 10_000_000;

  /** As is known since Legendre. */
  private static final long PRIMES = 664_579;

  private static final int[] SMALL = small();

  private final LongAdder found = new LongAdder();
  private volatile int tasks = 1;

  /** The odd primes up to the root of the largest number, all that is needed to divide by. */
  private static int[] small() {
    int root = (int) Math.sqrt(UP_TO);
    int[] primes = new int[root];
    int count = 0;
    for (int n = 3; n <= root; n += 2) {
      boolean prime = true;
      for (int d = 3; d * d <= n && prime; d += 2) {
        prime = n % d != 0;
      }
      if (prime) {
        primes[count++] = n;
      }
    }
    return Arrays.copyOf(primes, count);
  }

  private static boolean isPrime(int n) {
    if (n < 3 || n % 2 == 0) {
      return n == 2;
    }
    for (int p : SMALL) {
      if (p * p > n) {
        break;
      }
      if (n % p == 0) {
        return false;
      }
    }
    return true;
  }

  private static int count(int from, int to) {
    int count = 0;
    for (int n = from; n < to; n++) {
      if (isPrime(n)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public void prepare(int count) {
    tasks = count;
    found.reset();
    // Compiled before the clock runs; the tasks are too few and too long to warm themselves up.
    count(0, UP_TO / 50);
  }

  @Override
  public void run(int index) {
    found.add(count(bound(index), bound(index + 1)));
  }

  /** Where the range of a task begins. */
  private int bound(int index) {
    return (int) ((UP_TO + 1L) * index / tasks);
  }

  @Override
  public void check() {
    if (found.sum() != PRIMES) {
      throw Tally.wrong("primes", "%,d found, there are %,d".formatted(found.sum(), PRIMES));
    }
  }
}
