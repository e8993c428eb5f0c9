package dev.freshet.core.reuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.freshet.core.reuse.Things.Thing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache of buffers. */
@Timeout(60)
class ReuseCacheTest {
  private final Things things = new Things();

  private ReuseCacheBuilder<Thing> builder() {
    return ReuseCache.<Thing>builder(things::open).closer(things::close);
  }

  @Test
  void oneThreadGetsItsObjectAgain() {
    ReuseCache<Thing> cache = builder().build();
    for (int i = 0; i < 100; i++) {
      int number = cache.with(thing -> thing.number);
      assertThat(number).isEqualTo(1);
    }
    assertThat(cache.cached()).isOne();
  }

  @Test
  void aUseInsideAnotherHasItsOwnObject() {
    ReuseCache<Thing> cache = builder().build();
    int sum = cache.with(outer -> outer.number * 10 + cache.with(inner -> inner.number));
    assertThat(sum).isEqualTo(12);
    assertThat(cache.cached()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 100, 1000})
  void theCapacityIsExact(int capacity) {
    ReuseCache<Thing> cache = builder().capacity(capacity).build();
    List<Lease<Thing>> leases = new ArrayList<>();
    for (int i = 0; i < capacity + 3; i++) {
      leases.add(cache.borrow());
    }
    leases.forEach(Lease::close);
    assertThat(cache.cached()).isEqualTo(capacity);
    assertThat(things.closed).hasSize(3);
    assertThat(things.opened).hasValue(capacity + 3);
    for (int i = 0; i < capacity; i++) {
      assertThat(cache.borrow().get().isClosed()).isFalse();
    }
    assertThat(things.opened).hasValue(capacity + 3);
    assertThat(cache.cached()).isZero();
  }

  @Test
  void isResetBeforeItIsUsedAgain() {
    ReuseCache<StringBuilder> cache =
        ReuseCache.builder(StringBuilder::new).reset(b -> b.setLength(0)).build();
    String first = cache.with(b -> b.append("ab").toString());
    assertThat(first).isEqualTo("ab");
    String second = cache.with(b -> b.append("c").toString());
    assertThat(second).isEqualTo("c");
  }

  @Test
  void whatHasGrownTooLargeIsNotKept() {
    ReuseCache<StringBuilder> cache =
        ReuseCache.builder(StringBuilder::new).keepIf(b -> b.capacity() <= 1_000).build();
    cache.with(b -> b.append("x".repeat(2_000)));
    assertThat(cache.cached()).isZero();
    cache.with(b -> b.append("x"));
    assertThat(cache.cached()).isOne();
  }

  @Test
  void isNotKeptIfItsUseThrows() {
    ReuseCache<Thing> cache = builder().build();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                cache.with(
                    _ -> {
                      throw new IOException("broken pipe");
                    }));
    assertThat(cache.cached()).isZero();
    assertThat(things.closed).hasSize(1);
  }

  @Test
  void isNotKeptIfItsResetThrows() {
    ReuseCache<Thing> cache =
        builder()
            .reset(
                _ -> {
                  throw new IllegalStateException("stuck");
                })
            .build();
    assertThatIllegalStateException()
        .isThrownBy(() -> cache.with(thing -> thing.number))
        .withMessage("stuck");
    assertThat(cache.cached()).isZero();
    assertThat(things.closed).hasSize(1);
  }

  @Test
  void aLeaseEndsOnce() {
    ReuseCache<Thing> cache = builder().build();
    Lease<Thing> lease = cache.borrow();
    lease.close();
    assertThatIllegalStateException().isThrownBy(lease::close);
    assertThatIllegalStateException().isThrownBy(lease::get);
    assertThat(cache.cached()).isOne();
    Lease<Thing> broken = cache.borrow();
    broken.discard();
    assertThat(things.closed).hasSize(1);
    assertThat(cache.cached()).isZero();
  }

  @Test
  void clearAndCloseCloseEachOnce() {
    ReuseCache<Thing> cache = builder().build();
    Lease<Thing> out = cache.borrow();
    cache.borrow().close();
    cache.clear();
    assertThat(things.closed).hasSize(1);
    cache.with(thing -> thing.number);
    cache.close();
    assertThat(things.closed).hasSize(2);
    out.close();
    assertThat(things.closed).hasSize(3);
    int number = cache.with(thing -> thing.number);
    assertThat(number).isEqualTo(4);
    assertThat(cache.cached()).isZero();
    assertThat(things.open).hasValue(0);
    assertThat(things.wrong).hasValue(0);
  }

  /** An object has one user at a time, and none is lost while the cache has room. */
  @ParameterizedTest
  @CsvSource({"false,6,40000,false", "true,50,5000,false", "false,6,40000,true"})
  void manyThreads(boolean virtual, int threads, int each, boolean close) throws Exception {
    ReuseCache<Thing> cache = builder().capacity(8).build();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Runnable body =
          () -> {
            for (int n = 0; n < each; n++) {
              if (n % 8 == 0) {
                Lease<Thing> lease = cache.borrow();
                lease.get().enter();
                lease.get().exit();
                lease.close();
              } else {
                cache.with(
                    thing -> {
                      thing.enter();
                      thing.exit();
                      return thing.number;
                    });
              }
              if (close && n == each / 2) {
                cache.close();
              }
            }
          };
      all.add(virtual ? Thread.ofVirtual().start(body) : Thread.ofPlatform().start(body));
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(things.wrong).hasValue(0);
    assertThat(cache.cached()).isEqualTo(things.open.get()).isLessThanOrEqualTo(8);
    cache.close();
    assertThat(things.open).hasValue(0);
    assertThat(things.closed).hasSize(things.opened.get());
  }

  @Test
  void badInputIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().capacity(0))
        .withMessage("capacity: value is 0; allowed is 1 to 65536");
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void nullIsRefused() {
    assertThatNullPointerException().isThrownBy(() -> ReuseCache.of(null)).withMessage("maker");
    assertThatNullPointerException().isThrownBy(() -> builder().reset(null));
    assertThatNullPointerException().isThrownBy(() -> builder().keepIf(null));
    assertThatNullPointerException().isThrownBy(() -> builder().closer(null));
    assertThatNullPointerException()
        .isThrownBy(() -> ReuseCache.<String>of(() -> null).borrow())
        .withMessage("made by the maker");
  }
}
