package dev.freshet.bench;

import com.softwaremill.jox.SelectClause;
import dev.freshet.core.channel.Channel;
import dev.freshet.core.channel.Select;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;

/** One of the compared channels. */
interface ChannelPort {
  void send(Integer item) throws Exception;

  Integer receive() throws Exception;

  /** How many items lie in it; 0 if it cannot tell. */
  int size();

  /** One that can wait for several channels of its kind. */
  interface Selecting extends ChannelPort {
    /** Receives from the first of these that has something. */
    Integer select(ChannelPort[] ports) throws Exception;
  }

  /** The subject of that name; capacity 0 is a rendezvous. */
  static ChannelPort named(String subject, int capacity) {
    return switch (subject) {
      case "freshet-channel" ->
          new Freshet(capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity));
      case "Jox" ->
          new Jox(
              capacity == 0
                  ? com.softwaremill.jox.Channel.newRendezvousChannel()
                  : com.softwaremill.jox.Channel.newBufferedChannel(capacity));
      case "JDK" ->
          new Jdk(capacity == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(capacity));
      default -> throw new IllegalArgumentException("subject: unknown name " + subject);
    };
  }

  /** Ours. */
  record Freshet(Channel<Integer> channel) implements Selecting {
    @Override
    public void send(Integer item) throws InterruptedException {
      channel.send(item);
    }

    @Override
    public Integer receive() throws InterruptedException {
      return channel.receive();
    }

    @Override
    public Integer select(ChannelPort[] ports) throws InterruptedException {
      if (ports.length == 1) {
        return Select.first(channel.onReceive());
      }
      return Select.first(channel.onReceive(), ((Freshet) ports[1]).channel.onReceive());
    }

    @Override
    public int size() {
      return channel.size();
    }
  }

  /** Jox channels, in the version that resolves. */
  record Jox(com.softwaremill.jox.Channel<Integer> channel) implements Selecting {
    @Override
    public void send(Integer item) throws InterruptedException {
      channel.send(item);
    }

    @Override
    public Integer receive() throws InterruptedException {
      return channel.receive();
    }

    @Override
    public Integer select(ChannelPort[] ports) throws InterruptedException {
      SelectClause<Integer> first = channel.receiveClause();
      if (ports.length == 1) {
        return com.softwaremill.jox.Select.select(first);
      }
      return com.softwaremill.jox.Select.select(first, ((Jox) ports[1]).channel.receiveClause());
    }

    @Override
    public int size() {
      return 0;
    }
  }

  /** The JDK's bounded queue, or its rendezvous. */
  record Jdk(BlockingQueue<Integer> queue) implements ChannelPort {
    @Override
    public void send(Integer item) throws InterruptedException {
      queue.put(item);
    }

    @Override
    public Integer receive() throws InterruptedException {
      return queue.take();
    }

    @Override
    public int size() {
      return queue.size();
    }
  }
}
