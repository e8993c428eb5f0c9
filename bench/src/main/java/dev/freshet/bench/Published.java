package dev.freshet.bench;

import dev.freshet.core.broadcast.Broadcast;
import dev.freshet.core.broadcast.Cursor;
import dev.freshet.core.broadcast.LongBroadcast;
import dev.freshet.core.broadcast.LongCursor;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** A state with a version: one publisher, one reader, who checks that the two belong together. */
abstract class Published {
  /** A value of the state. All are made before the clock runs. */
  private record Item(int number) {}

  /** What a rival allocates for each version. */
  private record Versioned(long version, Item item) {}

  static final List<String> NAMES =
      List.of(
          "freshet",
          "freshet-long",
          "AtomicReference",
          "Synchronized",
          "ReentrantReadWriteLock",
          "StampedLock");

  private static final int ITEMS = 1024;

  private static final Item[] ITEM = new Item[ITEMS];

  static {
    for (int i = 0; i < ITEMS; i++) {
      ITEM[i] = new Item(i);
    }
  }

  /** Publishes the version, one more than the last. */
  abstract void publish(long version);

  /** The newest version; throws if its value is of another one. */
  abstract long read();

  static Published named(String name) {
    return switch (name) {
      case "freshet" -> new References();
      case "freshet-long" -> new Numbers();
      case "AtomicReference" -> new Atomic();
      case "Synchronized" -> new Synchronized();
      case "ReentrantReadWriteLock" -> new ReadWrite();
      case "StampedLock" -> new Stamped();
      default -> throw new IllegalArgumentException("subject: value is " + name);
    };
  }

  private static Item item(long version) {
    return ITEM[(int) version & (ITEMS - 1)];
  }

  private static long checked(long version, long number) {
    if (number != (version & (ITEMS - 1))) {
      throw new IllegalStateException("version " + version + " has the value of another one");
    }
    return version;
  }

  private static final class References extends Published {
    private final Broadcast<Item> broadcast = Broadcast.of(item(0));
    private final Cursor<Item> cursor = broadcast.cursor();

    @Override
    void publish(long version) {
      broadcast.publish(item(version));
    }

    @Override
    long read() {
      cursor.advance();
      return checked(cursor.version(), cursor.value().number);
    }
  }

  private static final class Numbers extends Published {
    private final LongBroadcast broadcast = LongBroadcast.of(0);
    private final LongCursor cursor = broadcast.cursor();

    @Override
    void publish(long version) {
      broadcast.publish(version & (ITEMS - 1));
    }

    @Override
    long read() {
      cursor.advance();
      return checked(cursor.version(), cursor.value(0));
    }
  }

  private static final class Atomic extends Published {
    private final AtomicReference<Versioned> newest =
        new AtomicReference<>(new Versioned(0, item(0)));

    @Override
    void publish(long version) {
      newest.set(new Versioned(version, item(version)));
    }

    @Override
    long read() {
      Versioned now = newest.get();
      return checked(now.version, now.item.number);
    }
  }

  private static final class Synchronized extends Published {
    private long version;
    private Item item = item(0);

    @Override
    synchronized void publish(long next) {
      version = next;
      item = item(next);
      notifyAll();
    }

    @Override
    synchronized long read() {
      return checked(version, item.number);
    }
  }

  private static final class ReadWrite extends Published {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private long version;
    private Item item = item(0);

    @Override
    void publish(long next) {
      lock.writeLock().lock();
      try {
        version = next;
        item = item(next);
      } finally {
        lock.writeLock().unlock();
      }
    }

    @Override
    long read() {
      lock.readLock().lock();
      try {
        return checked(version, item.number);
      } finally {
        lock.readLock().unlock();
      }
    }
  }

  private static final class Stamped extends Published {
    private final StampedLock lock = new StampedLock();
    private long version;
    private Item item = item(0);

    @Override
    void publish(long next) {
      long stamp = lock.writeLock();
      version = next;
      item = item(next);
      lock.unlockWrite(stamp);
    }

    @Override
    long read() {
      for (; ; ) {
        long stamp = lock.tryOptimisticRead();
        long then = version;
        Item read = item;
        if (stamp != 0 && lock.validate(stamp)) {
          return checked(then, read.number);
        }
        Thread.onSpinWait();
      }
    }
  }
}
