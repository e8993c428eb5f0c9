package dev.freshet.core.reuse;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Checks of what builders are given. */
final class Checks {
  private Checks() {}

  static int range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": value is " + value + "; allowed is " + least + " to " + most);
    }
    return value;
  }

  /** Nanoseconds; the largest number means without end. */
  static long nanos(String name, Duration value, boolean zero) {
    long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(value, name));
    if (nanos < 0 || (nanos == 0 && !zero)) {
      throw new IllegalArgumentException(
          name
              + ": value is "
              + value
              + "; allowed is "
              + (zero ? "zero or more" : "more than zero"));
    }
    return nanos;
  }
}
