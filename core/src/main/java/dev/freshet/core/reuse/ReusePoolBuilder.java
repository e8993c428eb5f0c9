package dev.freshet.core.reuse;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link ReusePool}.
 *
 * <p>For one thread at a time; may build several pools.
 *
 * @param <T> the type of the objects
 */
public final class ReusePoolBuilder<T> {
  /** What a small database serves well; each connection costs it a process or a megabyte. */
  private static final int DEFAULT_LIMIT = 10;

  /** Beyond any number of connections. */
  private static final int MOST = 1 << 20;

  final Callable<? extends T> opener;
  final Consumer<? super T> closer;
  int limit = DEFAULT_LIMIT;
  @Nullable Predicate<? super T> check;
  long checkAfterIdle = TimeUnit.MILLISECONDS.toNanos(500);
  boolean checkOnReturn;
  long maxIdle = TimeUnit.MINUTES.toNanos(10);
  long maxAge = TimeUnit.MINUTES.toNanos(30);
  Consumer<? super Throwable> onFailure = Failures::uncaught;
  LongSupplier clock = System::nanoTime;
  boolean hasUpkeep = true;
  private int leakOneOf;
  private long leakAfter;
  private @Nullable Consumer<? super LeakReport> leakTo;

  ReusePoolBuilder(Callable<? extends T> opener, Consumer<? super T> closer) {
    this.opener = Objects.requireNonNull(opener, "opener");
    this.closer = Objects.requireNonNull(closer, "closer");
  }

  /**
   * How many objects may be open at once. Default: 10.
   *
   * @param limit 1 to 1,048,576
   * @return this
   * @throws IllegalArgumentException if limit is out of range
   */
  public ReusePoolBuilder<T> limit(int limit) {
    this.limit = Checks.range("limit", limit, 1, MOST);
    return this;
  }

  /**
   * How an object is checked before it is lent again after {@linkplain #checkAfterIdle some time}
   * of disuse. One that fails, or whose check throws, is closed, and another is opened in its
   * place. Default: no check.
   *
   * @param check answers whether the object can be used; called by the thread that borrows
   * @return this
   * @throws NullPointerException if check is null
   */
  public ReusePoolBuilder<T> healthCheck(Predicate<? super T> check) {
    this.check = Objects.requireNonNull(check, "check");
    return this;
  }

  /**
   * After how long in the pool an object is checked when it is borrowed. One in constant use shows
   * by that that it works, and is spared the check. Default: 500 ms, as in HikariCP.
   *
   * @param idle how long; zero for always
   * @return this
   * @throws NullPointerException if idle is null
   * @throws IllegalArgumentException if idle is negative
   */
  public ReusePoolBuilder<T> checkAfterIdle(Duration idle) {
    this.checkAfterIdle = Checks.nanos("checkAfterIdle", idle, true);
    return this;
  }

  /**
   * Checks an object also whenever it is returned. Default: no.
   *
   * @return this
   */
  public ReusePoolBuilder<T> checkOnReturn() {
    this.checkOnReturn = true;
    return this;
  }

  /**
   * How long an object may lie in the pool unused before it is closed. Default: 10 minutes.
   *
   * @param idle how long, more than zero; 292 years and more mean without end
   * @return this
   * @throws NullPointerException if idle is null
   * @throws IllegalArgumentException if idle is not positive
   */
  public ReusePoolBuilder<T> maxIdle(Duration idle) {
    this.maxIdle = Checks.nanos("maxIdle", idle, false);
    return this;
  }

  /**
   * How old an object may become before it is closed; one in use is closed when it is returned.
   * Default: 30 minutes, so that a pool follows a server that has moved.
   *
   * @param age how old, more than zero; 292 years and more mean without end
   * @return this
   * @throws NullPointerException if age is null
   * @throws IllegalArgumentException if age is not positive
   */
  public ReusePoolBuilder<T> maxAge(Duration age) {
    this.maxAge = Checks.nanos("maxAge", age, false);
    return this;
  }

  /**
   * Who is told what a closer or a check throws; borrowers are not troubled with it. Default: the
   * thread's handler for uncaught exceptions.
   *
   * @param onFailure called by the thread on which it was thrown
   * @return this
   * @throws NullPointerException if onFailure is null
   */
  public ReusePoolBuilder<T> onFailure(Consumer<? super Throwable> onFailure) {
    this.onFailure = Objects.requireNonNull(onFailure, "onFailure");
    return this;
  }

  /**
   * Tells of leases that are not returned, among a sample. A lease that is drawn costs a stack
   * trace, 1 to 5 us by its depth; each other one a random number. Default: none are watched.
   *
   * @param oneOf one of how many leases is watched, from 1, which is all, on
   * @param olderThan after how long out a lease counts as leaked, though it may come back; more
   *     than zero
   * @param to is told, once for each, on a virtual thread of the pool's or a thread that borrows
   * @return this
   * @throws NullPointerException if olderThan or to is null
   * @throws IllegalArgumentException if oneOf or olderThan is not positive
   */
  public ReusePoolBuilder<T> watchLeaks(
      int oneOf, Duration olderThan, Consumer<? super LeakReport> to) {
    this.leakOneOf = Checks.range("oneOf", oneOf, 1, Integer.MAX_VALUE);
    this.leakAfter = Checks.nanos("olderThan", olderThan, false);
    this.leakTo = Objects.requireNonNull(to, "to");
    return this;
  }

  /** A clock driven by hand, and no upkeep but by hand. */
  ReusePoolBuilder<T> byHand(LongSupplier nanoClock) {
    this.clock = nanoClock;
    this.hasUpkeep = false;
    return this;
  }

  @Nullable LeakWatcher leakWatcher() {
    return leakTo == null ? null : new LeakWatcher(leakOneOf, leakAfter, leakTo, clock);
  }

  /**
   * Makes the pool; nothing is opened yet.
   *
   * @return a pool of its own
   */
  public ReusePool<T> build() {
    return new ReusePool<>(this);
  }
}
