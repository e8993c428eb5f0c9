package dev.freshet.bench;

import dev.freshet.core.reuse.Lease;
import dev.freshet.core.reuse.ReuseCache;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.Deflater;

/** Ways to come by an object for a short use. */
interface Reused {
  /** Has an object, touches it, and is done with it. */
  int use();

  List<String> NAMES =
      List.of(
          "freshet-cache",
          "freshet-cache-lease",
          "New",
          "ThreadLocal",
          "ArrayBlockingQueue",
          "ConcurrentLinkedQueue");

  /** What is used. */
  interface Kind<T> {
    T make();

    int touch(T object);

    default void reset(T object) {}

    default void end(T object) {}
  }

  /** A buffer, of which a use fills 64 bytes: what a use costs beyond that is the same for all. */
  record Buffer(int size) implements Kind<byte[]> {
    @Override
    public byte[] make() {
      return new byte[size];
    }

    @Override
    public int touch(byte[] buffer) {
      for (int i = 0; i < 64; i++) {
        buffer[i] = (byte) (i + 1);
      }
      return buffer[63] + buffer.length;
    }
  }

  /** Holds memory outside of the heap, which is given back by {@code end}; a use deflates 64 bytes. */
  record Deflating() implements Kind<Deflater> {
    private static final byte[] INPUT = "freshet ".repeat(8).getBytes(StandardCharsets.US_ASCII);

    @Override
    public Deflater make() {
      return new Deflater();
    }

    @Override
    public int touch(Deflater deflater) {
      deflater.setInput(INPUT);
      deflater.finish();
      return deflater.deflate(new byte[INPUT.length]);
    }

    @Override
    public void reset(Deflater deflater) {
      deflater.reset();
    }

    @Override
    public void end(Deflater deflater) {
      deflater.end();
    }
  }

  /** Takes 20 us of a processor to make, and little memory. */
  record Laborious() implements Kind<int[]> {
    private static final long NANOS = 20_000;

    @Override
    public int[] make() {
      long began = System.nanoTime();
      int[] made = {1};
      while (System.nanoTime() - began < NANOS) {
        made[0]++;
      }
      return made;
    }

    @Override
    public int touch(int[] made) {
      return made[0];
    }
  }

  /** By name of the object. */
  static Kind<?> kind(String name) {
    return switch (name) {
      case "1KiB" -> new Buffer(1 << 10);
      case "8KiB" -> new Buffer(8 << 10);
      case "64KiB" -> new Buffer(64 << 10);
      case "1MiB" -> new Buffer(1 << 20);
      case "20us" -> new Laborious();
      case "deflater" -> new Deflating();
      default -> throw new IllegalArgumentException("object: value is " + name);
    };
  }

  /** The subject. All that hold objects hold at most so many. */
  static <T> Reused named(String name, Kind<T> kind, int capacity) {
    return switch (name) {
      case "New" ->
          () -> {
            T object = kind.make();
            int touched = kind.touch(object);
            kind.end(object);
            return touched;
          };
      case "freshet-cache" -> {
        ReuseCache<T> cache = cache(kind, capacity);
        yield () -> cache.with(kind::touch);
      }
      case "freshet-cache-lease" -> {
        ReuseCache<T> cache = cache(kind, capacity);
        yield () -> {
          try (Lease<T> lease = cache.borrow()) {
            return kind.touch(lease.get());
          }
        };
      }
      case "ThreadLocal" -> {
        ThreadLocal<T> own = ThreadLocal.withInitial(kind::make);
        yield () -> {
          T object = own.get();
          int touched = kind.touch(object);
          kind.reset(object);
          return touched;
        };
      }
      case "ArrayBlockingQueue" -> {
        ArrayBlockingQueue<T> queue = new ArrayBlockingQueue<>(capacity);
        yield () -> {
          T object = queue.poll();
          if (object == null) {
            object = kind.make();
          }
          int touched = kind.touch(object);
          kind.reset(object);
          if (!queue.offer(object)) {
            kind.end(object);
          }
          return touched;
        };
      }
      case "ConcurrentLinkedQueue" -> { // has no bound of its own
        ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>();
        yield () -> {
          T object = queue.poll();
          if (object == null) {
            object = kind.make();
          }
          int touched = kind.touch(object);
          kind.reset(object);
          queue.offer(object);
          return touched;
        };
      }
      default -> throw new IllegalArgumentException("subject: value is " + name);
    };
  }

  private static <T> ReuseCache<T> cache(Kind<T> kind, int capacity) {
    return ReuseCache.<T>builder(kind::make)
        .capacity(capacity)
        .reset(kind::reset)
        .closer(kind::end)
        .build();
  }
}
