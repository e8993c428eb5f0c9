package dev.freshet.doctor.tune;

import dev.freshet.doctor.tune.TuneException.Kind;
import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.InvalidAttributeValueException;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.RuntimeMBeanException;

/**
 * The scheduler of virtual threads of a JVM, this one or another: its gauges, and its parallelism,
 * which can be set while it runs and is put back on close.
 *
 * {@snippet lang=java :
 * try (JvmScheduler scheduler = JvmScheduler.ofThisJvm()) {
 *   JvmScheduler.Change change = scheduler.set(4);
 *   serve();
 * } // back to what it was
 * }
 *
 * <h2>The nudge</h2>
 *
 * A higher parallelism takes effect when something signals the pool to make a carrier. The JDK does
 * so by starting one empty virtual thread, and that signal gets lost when the submission queue it
 * comes to is backed up, which is exactly when more carriers are wanted. So, until the carriers are
 * there, parallelism is set again by several threads at once: each call comes to the JVM on a
 * thread of its own and starts its virtual thread from there, through another submission queue. A
 * lower parallelism takes effect as carriers run out of work, and not while their virtual threads
 * never let go.
 *
 * <p>Thread-safe; settings are made one after the other. A reading takes about a millisecond from
 * another JVM. Needs JDK 24 or later in the JVM that is set.
 */
public final class JvmScheduler implements AutoCloseable {
  /**
   * The fewest and the most that may be set: the JVM makes no more carriers than 256 by default.
   */
  public static final int LEAST = TuneLaw.FLOOR;

  /** The most that may be set. */
  public static final int MOST = 256;

  private static final String[] GAUGES = {
    "Parallelism", "PoolSize", "MountedVirtualThreadCount", "QueuedVirtualThreadCount"
  };

  /** Threads that nudge at once; 16 were enough in every state of the queues that was tried. */
  private static final int NUDGES = 16;

  private static final int NUDGE_ROUNDS = 3;

  /** Carriers are started within a millisecond each; this is for a machine that is loaded. */
  private static final long EFFECT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /**
   * What the scheduler says of itself; estimates but for the first.
   *
   * @param parallelism carriers it aims at
   * @param poolSize carriers there are; -1 if unknown
   * @param mounted carriers that carry a virtual thread; -1 if unknown
   * @param queued virtual threads that wait for a carrier; -1 if unknown
   */
  public record Gauges(int parallelism, int poolSize, int mounted, long queued) {}

  /** Whether a change shows. */
  public enum Effect {
    /** As many carriers carry as may. */
    SEEN,
    /** There is too little work to tell: it shows with the next load. */
    NO_LOAD,
    /**
     * Not within a second: lowered, and the virtual threads that run do not let their carriers go;
     * or raised, and the JVM has not made the carriers.
     */
    NOT_YET
  }

  /**
   * A change of parallelism.
   *
   * @param from before
   * @param to after
   * @param effect whether it shows
   * @param gauges what the scheduler said afterwards
   * @param callMicros what the call itself took, microseconds
   */
  public record Change(int from, int to, Effect effect, Gauges gauges, double callMicros) {}

  private final Connection connection;
  private final ObjectName name;
  private final int initial;
  private int expected;

  private JvmScheduler(Connection connection) {
    this.connection = connection;
    this.name = name();
    this.initial = gauges().parallelism();
    this.expected = initial;
  }

  /**
   * The scheduler of this JVM.
   *
   * @return to be closed, which puts parallelism back
   */
  public static JvmScheduler ofThisJvm() {
    return new JvmScheduler(Connection.toThisJvm());
  }

  /**
   * The scheduler of another JVM of the same user, by attach. The management agent that is started
   * there stays with its threads until that JVM ends.
   *
   * @param pid its process
   * @return to be closed, which puts parallelism back
   * @throws TuneException if there is no such JVM, it refuses, or it is too old
   */
  public static JvmScheduler of(long pid) {
    Connection connection = Connection.to(SystemRoot.ofThisMachine(), pid);
    try {
      return new JvmScheduler(connection);
    } catch (TuneException refused) {
      connection.close();
      throw refused;
    }
  }

  /**
   * The JVM's process.
   *
   * @return its number
   */
  public long pid() {
    return connection.pid();
  }

  /**
   * What parallelism was in the beginning, and will be again after close.
   *
   * @return carriers
   */
  public int initial() {
    return initial;
  }

  Connection connection() {
    return connection;
  }

  /**
   * Reads the gauges.
   *
   * @return as of now
   * @throws TuneException if the JVM has no such scheduler, or does not answer any more
   */
  public Gauges gauges() {
    try {
      AttributeList list = connection.beans().getAttributes(name, GAUGES);
      long[] values = new long[GAUGES.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = ((Number) ((Attribute) list.get(i)).getValue()).longValue();
      }
      return new Gauges((int) values[0], (int) values[1], (int) values[2], values[3]);
    } catch (InstanceNotFoundException absent) {
      throw new TuneException(
          Kind.TOO_OLD,
          "process %d is a JVM older than 24, whose carriers cannot be set while it runs; start it"
                  .formatted(pid())
              + " with -Djdk.virtualThreadScheduler.parallelism=N",
          absent);
    } catch (IOException | JMException failed) {
      throw connection.broken(failed);
    }
  }

  /**
   * Sets parallelism, makes it take effect, and looks whether it did.
   *
   * @param parallelism carriers, {@value #LEAST} to {@value #MOST}
   * @return what came of it
   * @throws TuneException if the number is not allowed, or the JVM refuses or does not answer
   */
  public synchronized Change set(int parallelism) {
    if (parallelism < LEAST || parallelism > MOST) {
      throw new TuneException(
          Kind.NOT_ALLOWED,
          "parallelism %d: must be a whole number from %d to %d"
              .formatted(parallelism, LEAST, MOST));
    }
    return change(parallelism);
  }

  /**
   * Puts parallelism back to what it was in the beginning, unless somebody else has set it
   * meanwhile.
   *
   * @return what came of it
   * @throws TuneException if the JVM does not answer any more
   */
  public synchronized Change restore() {
    Gauges now = gauges();
    return now.parallelism() == expected
        ? change(initial)
        : new Change(now.parallelism(), now.parallelism(), Effect.NO_LOAD, now, 0);
  }

  /** Leaves parallelism as it is now: close will not put it back. */
  public synchronized void keep() {
    expected = Integer.MIN_VALUE;
  }

  private Change change(int to) {
    int from = gauges().parallelism();
    long begin = System.nanoTime();
    if (from != to) {
      write(to);
    }
    double micros = (System.nanoTime() - begin) / 1e3;
    expected = to;
    Gauges after = from == to ? gauges() : settle(from, to);
    return new Change(from, to, effect(from, to, after), after, micros);
  }

  private static Effect effect(int from, int to, Gauges after) {
    if (to >= from && after.mounted() < to) {
      return after.queued() > 0 ? Effect.NOT_YET : Effect.NO_LOAD;
    }
    return to >= from || after.mounted() <= to ? Effect.SEEN : Effect.NOT_YET;
  }

  /** Waits, for a limited time, until the change shows or there is nothing it could show on. */
  private Gauges settle(int from, int to) {
    long end = System.nanoTime() + EFFECT_NANOS;
    int rounds = 0;
    Gauges now = gauges();
    while (System.nanoTime() < end && pending(from, to, now)) {
      if (to > from && rounds < NUDGE_ROUNDS) {
        rounds++;
        nudge(to);
      }
      LockSupport.parkNanos(LOOK_NANOS);
      now = gauges();
    }
    return now;
  }

  private static boolean pending(int from, int to, Gauges now) {
    return to > from ? now.queued() > 0 && now.mounted() < to : now.mounted() > to;
  }

  private void nudge(int to) {
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < NUDGES; i++) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("freshet-nudge")
              .start(
                  () -> {
                    try {
                      go.await();
                      write(to);
                    } catch (InterruptedException | TuneException missed) {
                      // One nudge of many; whether they worked is looked at.
                    }
                  }));
    }
    go.countDown();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void write(int parallelism) {
    try {
      connection.beans().setAttribute(name, new Attribute(GAUGES[0], parallelism));
    } catch (IOException | InstanceNotFoundException | ReflectionException gone) {
      throw connection.broken(gone);
    } catch (RuntimeMBeanException
        | MBeanException
        | AttributeNotFoundException
        | InvalidAttributeValueException refused) {
      throw new TuneException(
          Kind.REFUSED,
          "process %d refuses parallelism %d: %s"
              .formatted(
                  pid(), parallelism, refused.getCause() == null ? refused : refused.getCause()),
          refused);
    }
  }

  private static ObjectName name() {
    try {
      return new ObjectName("jdk.management:type=VirtualThreadScheduler");
    } catch (MalformedObjectNameException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Puts parallelism back if this object set it, and disconnects. */
  @Override
  public void close() {
    try {
      restore();
    } catch (TuneException gone) {
      // Then there is nothing left to put back.
    } finally {
      connection.close();
    }
  }
}
