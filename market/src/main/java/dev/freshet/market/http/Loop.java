package dev.freshet.market.http;

import dev.freshet.market.sale.Lane;
import dev.freshet.market.sale.Sale;
import dev.freshet.market.sale.Ticket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What the connections of one event loop share: its clock, the date line, the scratch buffers, the
 * list of connections, and the way back from the writer.
 *
 * <h2>Time-outs without timers</h2>
 *
 * A timer per request would cost more than the request. Instead one task per loop looks at all
 * connections forty times per shortest time-out (every 125 ms with the defaults) and connections
 * note nothing but flags. A beginning is noticed up to one round late and an expiry up to one more,
 * so a connection is closed within 0 to 5 % after its time-out. Looking at 10,000 connections takes
 * about 0.1 ms.
 *
 * <p>Confined to its event loop, except for {@link #deliver} and {@link #settle}.
 */
final class Loop implements Lane {
  /** Rounds per shortest time-out. */
  private static final int ROUNDS = 40;

  /** How long a connection that was told to go may take to do so. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("'Date: 'EEE, dd MMM yyyy HH:mm:ss 'GMT\r\n'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final EventLoop eventLoop;
  private final Deadlines.Limits limits;
  private final ArrayList<HttpConnection> connections = new ArrayList<>();
  private final ArrayList<HttpConnection> dirty = new ArrayList<>();
  private final OrderParser parser;
  private final byte[] scratch = new byte[OrderParser.LARGEST_BODY];
  private long second;
  private byte[] date = {};
  private final SaleView view;
  private final Future<?> sweeping;
  private boolean draining;

  Loop(EventLoop eventLoop, Sale sale, String transport, PeakMemory memory) {
    this.eventLoop = eventLoop;
    this.parser = new OrderParser(sale.config().stock());
    this.view = new SaleView(sale, this, transport, memory);
    Duration headerTimeout = sale.config().headerTimeout();
    Duration idleTimeout = sale.config().idleTimeout();
    Duration shortest = headerTimeout.compareTo(idleTimeout) < 0 ? headerTimeout : idleTimeout;
    limits =
        new Deadlines.Limits(
            headerTimeout.toNanos(),
            idleTimeout.toNanos(),
            Math.min(LINGER.toNanos(), shortest.toNanos()));
    long round = Math.clamp(shortest.toNanos() / ROUNDS, 1_000_000, 250_000_000);
    tick();
    sweeping = eventLoop.scheduleAtFixedRate(this::sweep, round, round, TimeUnit.NANOSECONDS);
  }

  OrderParser parser() {
    return parser;
  }

  SaleView view() {
    return view;
  }

  /** Holds one body while it is read. */
  byte[] scratch() {
    return scratch;
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  void add(HttpConnection connection) {
    connection.place(connections.size());
    connections.add(connection);
    if (draining) {
      connection.drain();
    }
  }

  void remove(HttpConnection connection) {
    HttpConnection last = connections.removeLast();
    if (last != connection) {
      connections.set(connection.place(), last);
      last.place(connection.place());
    }
  }

  /** An answer, ready to be written; the body is left out for HEAD. */
  ByteBuf compose(ByteBufAllocator allocator, Answer answer, boolean close, boolean bodiless) {
    byte[] head = answer.head();
    byte[] tail = answer.tail();
    int tailBytes = bodiless ? tail.length - answer.bodyBytes() : tail.length;
    ByteBuf out =
        allocator.ioBuffer(head.length + date.length + tailBytes + (close ? CLOSE.length : 0));
    out.writeBytes(head).writeBytes(date);
    if (close) {
      out.writeBytes(CLOSE);
    }
    return out.writeBytes(tail, 0, tailBytes);
  }

  /** Changes once a second: what was composed before carries another date. */
  long second() {
    return second;
  }

  private void tick() {
    long now = System.currentTimeMillis() / 1000;
    if (now != second) {
      second = now;
      date = DATE.format(Instant.ofEpochSecond(now)).getBytes(StandardCharsets.US_ASCII);
    }
  }

  private void sweep() {
    tick();
    long now = System.nanoTime();
    // Backwards: a connection that goes is replaced by the last one, which was looked at already.
    for (int i = connections.size() - 1; i >= 0; i--) {
      connections.get(i).look(now, limits);
    }
  }

  /** From now on connections end as soon as they owe nothing. */
  void drain() {
    draining = true;
    for (int i = connections.size() - 1; i >= 0; i--) {
      connections.get(i).drain();
    }
  }

  /** Closes what is left and gives back what is held. */
  void end() {
    for (int i = connections.size() - 1; i >= 0; i--) {
      connections.get(i).abort();
    }
    sweeping.cancel(false);
    view.release();
  }

  boolean draining() {
    return draining;
  }

  @Override
  public void deliver(List<Ticket> decided) {
    try {
      eventLoop.execute(
          () -> {
            for (int i = 0; i < decided.size(); i++) {
              Ticket ticket = decided.get(i);
              ticket.buyer().decided(ticket);
            }
            flushDirty();
          });
    } catch (RejectedExecutionException loopIsGone) {
      // The market is closing and its connections are closed: nobody is left to be told.
      decided.clear();
    }
  }

  /** The connection wrote outside of a read and is to be flushed when the batch is through. */
  void markDirty(HttpConnection connection) {
    dirty.add(connection);
  }

  /** Sends what {@link #markDirty} noted. */
  void flushDirty() {
    for (int i = 0; i < dirty.size(); i++) {
      dirty.get(i).flush();
    }
    dirty.clear();
  }

  @Override
  public void settle() {
    try {
      eventLoop.submit(() -> {}).syncUninterruptibly();
    } catch (RejectedExecutionException loopIsGone) {
      draining = true;
    }
  }
}
