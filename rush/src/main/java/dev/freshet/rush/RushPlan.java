package dev.freshet.rush;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says what to send where: the target, its connections, the requests, and how long each may take.
 *
 * <pre>{@code
 * RushPlan burst = RushPlan.builder(URI.create("http://127.0.0.1:8080"))
 *     .connections(200).book(orders).retryable(true).deadline(Duration.ofSeconds(5)).build();
 * RushPlan closedLoop = RushPlan.builder(target).connections(200).repeat(get).duration(Duration.ofSeconds(10)).build();
 * }</pre>
 *
 * <p><b>The deadline of a request</b> counts from the moment a connection takes the request up for
 * the first time, which for the first request of each connection is T0. It covers all attempts. It
 * does not count the time a request waits for its turn behind others of the same burst: that queue
 * is the client's own doing (200 connections cannot send 100,000 requests at once) and would turn
 * the tail of a healthy burst into failures. The wait is not hidden: response times count from the
 * plan, so it is in every percentile.
 *
 * <p>Should the target give no answer at all for one whole deadline, the rush is called off: what
 * was never sent stays {@link Outcome#UNSENT}.
 *
 * <p><b>Thread safety.</b> Immutable; the builder is for one thread.
 */
public final class RushPlan {
  /** Gates rehearsed while arming: enough for a p99 that is not the maximum. */
  private static final int REHEARSALS = 200;

  final URI target;
  final InetSocketAddress address;
  final int connections;
  final int loops;
  final RequestSource source;
  final @Nullable RequestBook book;
  final int count;
  final long durationNanos;
  final long deadlineNanos;
  final boolean retryable;
  final byte[] probe;
  final long warmUpNanos;
  final boolean captureBodies;
  final boolean history;
  final Transport transport;
  final int rehearsals;

  private RushPlan(Builder b, RequestSource source) {
    target = b.target;
    address = b.address;
    connections = b.connections;
    loops = b.loops;
    this.source = source;
    book = b.book;
    count =
        b.durationNanos > 0
            ? Integer.MAX_VALUE
            : b.book != null && b.count == 0 ? b.book.size() : b.count;
    durationNanos = b.durationNanos;
    deadlineNanos = b.deadlineNanos;
    retryable = b.retryable;
    probe = b.probe;
    warmUpNanos = b.warmUpNanos;
    captureBodies = b.captureBodies;
    history = b.history;
    transport = b.transport;
    rehearsals = b.rehearsals;
  }

  /**
   * Starts a plan against a target.
   *
   * @param target {@code http://HOST[:PORT]}; the path plays a part only for the default probe.
   *     Loopback and private addresses only
   * @return a builder with 200 connections, one loop, a deadline of 5 s and a warm-up of 1 s
   * @throws IllegalArgumentException with one line, if the scheme is not http, the host is unknown,
   *     or its address is neither loopback nor private (RFC 1918, RFC 4193, link-local)
   */
  public static Builder builder(URI target) {
    return new Builder(target);
  }

  /**
   * The target.
   *
   * @return the address as it was given
   */
  public URI target() {
    return target;
  }

  /**
   * How many requests a burst sends.
   *
   * @return the count, or {@link Integer#MAX_VALUE} where a duration limits the run
   */
  public int count() {
    return count;
  }

  /**
   * How many connections are held open.
   *
   * @return the count over all loops
   */
  public int connections() {
    return connections;
  }

  /** Collects the choices; for one thread. */
  public static final class Builder {
    private final URI target;
    private final InetSocketAddress address;
    private int connections = 200;
    private int loops = 1;
    private @Nullable RequestBook book;
    private byte @Nullable [] repeat;
    private @Nullable RequestTemplate template;
    private int count;
    private long durationNanos;
    private long deadlineNanos = Duration.ofSeconds(5).toNanos();
    private boolean retryable;
    private byte[] probe;
    private long warmUpNanos = Duration.ofSeconds(1).toNanos();
    private boolean captureBodies;
    private boolean history = true;
    private Transport transport = Transport.AUTO;
    private int rehearsals = REHEARSALS;

    private Builder(URI target) {
      this.target = target;
      this.address = AddressRule.check(target);
      String path =
          target.getRawPath() == null || target.getRawPath().isEmpty() ? "/" : target.getRawPath();
      String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
      probe =
          RequestTemplate.builder("GET", path + query, target.getRawAuthority()).build().bytes(0);
    }

    /**
     * How many connections are held open over all loops.
     *
     * @param connections 1 to 60,000
     * @return this builder
     */
    public Builder connections(int connections) {
      this.connections = within("connections", connections, 1, 60_000);
      return this;
    }

    /**
     * How many event loops share the connections; each has a thread and a gate of its own.
     *
     * @param loops 1 to 64
     * @return this builder
     */
    public Builder loops(int loops) {
      this.loops = within("loops", loops, 1, 64);
      return this;
    }

    /**
     * Sends the requests of a book, each once.
     *
     * @param book the requests
     * @return this builder
     */
    public Builder book(RequestBook book) {
      this.book = Objects.requireNonNull(book, "book");
      return this;
    }

    /**
     * Sends the same request again and again.
     *
     * @param request a whole request
     * @return this builder
     */
    public Builder repeat(byte[] request) {
      this.repeat = request.clone();
      return this;
    }

    /**
     * Renders each request when its turn comes; for runs whose count is not known ahead.
     *
     * @param template the template
     * @return this builder
     */
    public Builder template(RequestTemplate template) {
      this.template = Objects.requireNonNull(template, "template");
      return this;
    }

    /**
     * How many requests to send; a book's size where nothing is said.
     *
     * @param count 1 to 100,000,000
     * @return this builder
     */
    public Builder count(int count) {
      this.count = within("count", count, 1, 100_000_000);
      return this;
    }

    /**
     * Runs a closed loop for this long instead of a fixed count: each connection sends its next
     * request as soon as it has the answer to the last.
     *
     * @param duration more than zero, at most one day
     * @return this builder
     */
    public Builder duration(Duration duration) {
      this.durationNanos = positive("duration", duration, Duration.ofDays(1));
      return this;
    }

    /**
     * How long one request may take with all its attempts.
     *
     * @param deadline more than zero, at most one hour; see the class description for when it
     *     begins
     * @return this builder
     */
    public Builder deadline(Duration deadline) {
      this.deadlineNanos = positive("deadline", deadline, Duration.ofHours(1));
      return this;
    }

    /**
     * Whether a request that ended without a decision is sent again, with identical bytes.
     *
     * @param retryable true only where the target recognises a repeated request, by an idempotency
     *     key for example
     * @return this builder
     */
    public Builder retryable(boolean retryable) {
      this.retryable = retryable;
      return this;
    }

    /**
     * The request that proves a connection alive and warms the code up; a GET of the target's path
     * where nothing is said.
     *
     * @param request a whole request without side effects
     * @return this builder
     */
    public Builder probe(byte[] request) {
      this.probe = request.clone();
      return this;
    }

    /**
     * How long the probe is sent in a closed loop while arming, so that the code is compiled before
     * T0.
     *
     * @param duration zero to one minute; zero sends each connection's probe once
     * @return this builder
     */
    public Builder warmUp(Duration duration) {
      if (duration.isNegative() || duration.compareTo(Duration.ofMinutes(1)) > 0) {
        throw new IllegalArgumentException(
            "warmUp " + duration + ": allowed is zero to one minute");
      }
      this.warmUpNanos = duration.toNanos();
      return this;
    }

    /**
     * Whether bodies of 2xx answers are kept, up to 4 KiB each.
     *
     * @param captureBodies true to keep them
     * @return this builder
     */
    public Builder captureBodies(boolean captureBodies) {
      this.captureBodies = captureBodies;
      return this;
    }

    /**
     * Whether each attempt is kept as a row of the history (about 64 bytes); true where nothing is
     * said.
     *
     * @param history false for long closed-loop runs that need histograms and counters only
     * @return this builder
     */
    public Builder history(boolean history) {
      this.history = history;
      return this;
    }

    /**
     * Which transport carries the connections.
     *
     * @param transport the transport
     * @return this builder
     */
    public Builder transport(Transport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /** For tests, which have no use for the half second that the rehearsals take. */
    Builder rehearsals(int rehearsals) {
      this.rehearsals = rehearsals;
      return this;
    }

    /**
     * Checks that the choices fit together.
     *
     * @return the plan
     * @throws IllegalArgumentException with one line, if they do not
     */
    public RushPlan build() {
      int sources = (book != null ? 1 : 0) + (repeat != null ? 1 : 0) + (template != null ? 1 : 0);
      if (sources != 1) {
        throw new IllegalArgumentException(
            "plan: exactly one of book, repeat and template says what is sent; "
                + sources
                + " given");
      }
      if (durationNanos > 0 && (count > 0 || book != null)) {
        throw new IllegalArgumentException(
            "plan: a duration goes with repeat or template, not with a count or a book");
      }
      if (durationNanos == 0 && count == 0 && book == null) {
        throw new IllegalArgumentException("plan: either a count or a duration is needed");
      }
      if (book != null && count > book.size()) {
        throw new IllegalArgumentException(
            "count " + count + ": the book holds " + book.size() + " requests");
      }
      if (loops > connections) {
        throw new IllegalArgumentException(
            "loops " + loops + ": at most one per connection, of which there are " + connections);
      }
      checkRequest("probe", probe);
      RequestSource source;
      if (book != null) {
        source = new RequestSource.Booked(book);
      } else if (template != null) {
        source = new RequestSource.Rendered(template);
      } else {
        byte[] request = Objects.requireNonNull(repeat);
        checkRequest("repeat", request);
        source = new RequestSource.Repeated(request);
      }
      return new RushPlan(this, source);
    }

    private static void checkRequest(String field, byte[] request) {
      String text = new String(request, StandardCharsets.ISO_8859_1);
      if (text.indexOf("\r\n\r\n") < 0 || text.indexOf(" HTTP/1.1\r\n") < 0) {
        throw new IllegalArgumentException(field + ": not a whole HTTP/1.1 request");
      }
    }

    private static int within(String field, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            field + " " + value + ": allowed is " + min + " to " + max);
      }
      return value;
    }

    private static long positive(String field, Duration value, Duration max) {
      if (value.isNegative() || value.isZero() || value.compareTo(max) > 0) {
        throw new IllegalArgumentException(
            field + " " + value + ": allowed is more than zero, at most " + max);
      }
      return value.toNanos();
    }
  }
}
