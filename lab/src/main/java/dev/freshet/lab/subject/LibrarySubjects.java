package dev.freshet.lab.subject;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import dev.freshet.lab.subject.SubjectKind.Family;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Libraries that move work between threads. Three of them have queues but no executor; those get
 * workers in the manner of their documentation.
 */
final class LibrarySubjects {
  static final List<SubjectKind> KINDS =
      List.of(
          new SubjectKind(
              "Disruptor",
              Family.LIBRARY,
              "LMAX ring, platform threads that compete for entries and wait as by default: blocked",
              "RingBuffer.createMultiProducer(Slot::new, 1_024, new BlockingWaitStrategy())",
              true,
              true,
              (limit, places) -> new DisruptorSubject(limit, places, new BlockingWaitStrategy())),
          new SubjectKind(
              "DisruptorYielding",
              Family.LIBRARY,
              "the same with the wait of its own throughput tests: threads that yield, never park",
              "RingBuffer.createMultiProducer(Slot::new, 1_024, new YieldingWaitStrategy())",
              true,
              true,
              (limit, places) -> new DisruptorSubject(limit, places, new YieldingWaitStrategy())),
          new SubjectKind(
              "JCTools",
              Family.LIBRARY,
              "MpmcVarHandleArrayQueue, platform threads that park when it is empty",
              "new MpmcVarHandleArrayQueue<Runnable>(1_024)",
              true,
              true,
              JctoolsSubject::new),
          new SubjectKind(
              "Jox",
              Family.LIBRARY,
              "virtual threads that receive from a buffered channel",
              "Channel.<Runnable>newBufferedChannel(1_024)",
              true,
              true,
              JoxSubject::new),
          new SubjectKind(
              "Netty",
              Family.LIBRARY,
              "event executors, tasks dealt out in turn, queues without a bound",
              "new DefaultEventExecutorGroup(LIMIT)",
              true,
              true,
              (limit, _) -> new Netty(limit)));

  private LibrarySubjects() {}

  private static final class Netty implements Subject {
    private static final long PATIENCE_SECONDS = 10;
    private final DefaultEventExecutorGroup group;

    Netty(int limit) {
      group =
          new DefaultEventExecutorGroup(
              limit, Thread.ofPlatform().daemon().name("lab-", 0).factory());
    }

    @Override
    public void execute(Runnable task) {
      group.execute(task);
    }

    @Override
    public int size() {
      return group.executorCount();
    }

    @Override
    public void close() {
      group
          .shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS)
          .awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
