package dev.freshet.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One subject of the suite {@code channel} in one case: arguments are case, subject, shape, kind of
 * threads, capacity, number of channels, items through all of them, and milliseconds to measure.
 *
 * <pre>
 *   chained   sender --c0--> thread --c1--> thread --c2--> ... --> receiver
 *   parallel  sender --c0--> receiver,  sender --c1--> receiver,  ...
 *   select    sender --c0--\
 *             sender --c1---+--> receiver, which selects
 * </pre>
 *
 * <p>Threads are started and joined within the measured time, as in Jox's own benchmark. Each
 * receiver checks that it gets every item once and in its order.
 */
final class ChannelRun {
  /** Items repeat after so many; all of them are boxed once and for all. */
  private static final int MASK = 127;

  private final String subject;
  private final String shape;
  private final boolean virtual;
  private final int capacity;
  private final int channels;
  private final int itemsEach;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private ChannelRun(String[] args) {
    subject = args[1];
    shape = args[2];
    virtual = args[3].equals("virtual");
    capacity = Integer.parseInt(args[4]);
    channels = Integer.parseInt(args[5]);
    int items = Integer.parseInt(args[6]);
    itemsEach = items / channels;
  }

  /** What a thread does. */
  private interface Work {
    void run() throws Exception;
  }

  private Thread start(Work work) {
    Runnable guarded =
        () -> {
          try {
            work.run();
          } catch (Throwable e) {
            failure.compareAndSet(null, e);
            e.printStackTrace();
            Runtime.getRuntime().halt(1); // the others would wait for ever
          }
        };
    return virtual ? Thread.startVirtualThread(guarded) : Thread.ofPlatform().start(guarded);
  }

  private void send(ChannelPort port) throws Exception {
    for (int i = 0; i < itemsEach; i++) {
      port.send(i & MASK);
    }
  }

  private void receive(ChannelPort port) throws Exception {
    for (int i = 0; i < itemsEach; i++) {
      if (port.receive() != (i & MASK)) {
        throw new IllegalStateException("lost, doubled or out of order at item " + i);
      }
    }
  }

  private void forward(ChannelPort from, ChannelPort to) throws Exception {
    for (int i = 0; i < itemsEach; i++) {
      to.send(from.receive());
    }
  }

  private void select(ChannelPort[] ports) throws Exception {
    ChannelPort.Selecting first = (ChannelPort.Selecting) ports[0];
    long sum = 0;
    for (int i = 0; i < itemsEach * ports.length; i++) {
      sum += first.select(ports);
    }
    long expected = 0;
    for (int i = 0; i < itemsEach; i++) {
      expected += i & MASK;
    }
    if (sum != expected * ports.length) {
      throw new IllegalStateException("lost or doubled");
    }
  }

  /** Nanoseconds for one item through one channel. */
  private double round() throws InterruptedException {
    ChannelPort[] ports = new ChannelPort[channels];
    for (int i = 0; i < channels; i++) {
      ports[i] = ChannelPort.named(subject, capacity);
    }
    List<Thread> threads = new ArrayList<>();
    long began = System.nanoTime();
    switch (shape) {
      case "chained" -> {
        threads.add(start(() -> send(ports[0])));
        for (int i = 1; i < channels; i++) {
          ChannelPort from = ports[i - 1];
          ChannelPort to = ports[i];
          threads.add(start(() -> forward(from, to)));
        }
        threads.add(start(() -> receive(ports[channels - 1])));
      }
      case "parallel" -> {
        for (ChannelPort port : ports) {
          threads.add(start(() -> send(port)));
          threads.add(start(() -> receive(port)));
        }
      }
      case "select" -> {
        for (ChannelPort port : ports) {
          threads.add(start(() -> send(port)));
        }
        threads.add(start(() -> select(ports)));
      }
      default -> throw new IllegalArgumentException("shape: unknown name " + shape);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long nanos = System.nanoTime() - began;
    for (ChannelPort port : ports) {
      if (port.size() != 0) {
        throw new IllegalStateException(port.size() + " items left behind");
      }
    }
    return (double) nanos / channels / itemsEach;
  }

  private List<Double> rounds(long nanos) throws InterruptedException {
    List<Double> results = new ArrayList<>();
    long end = System.nanoTime() + nanos;
    do {
      results.add(round());
    } while (System.nanoTime() - end < 0 || results.size() < 3);
    return results;
  }

  public static void main(String[] args) throws InterruptedException {
    ChannelRun run = new ChannelRun(args);
    long nanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[7]));
    run.rounds(nanos);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getTotalThreadAllocatedBytes();
    double[] results = run.rounds(nanos).stream().mapToDouble(Double::doubleValue).toArray();
    allocated = threads.getTotalThreadAllocatedBytes() - allocated;
    long items = (long) results.length * run.channels * run.itemsEach;
    Arrays.sort(results);
    Fork.report(args[0], "ns/pair", results[results.length / 2]);
    Fork.report(args[0], "B/pair", (double) allocated / items);
  }
}
