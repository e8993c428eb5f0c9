package dev.freshet.lab.guide;

import dev.freshet.core.TaskPoolConfig;

/**
 * The numbers of a recommended pool.
 *
 * @param limit most tasks that run at once
 * @param min where a moving limit ends downwards
 * @param start where a moving limit begins; the limit itself if it does not move
 * @param lane tasks that may wait
 * @param preheated threads that an elastic pool keeps
 * @param memoryShort whether the memory budget lowered the limit
 */
record Numbers(int limit, int min, int start, int lane, int preheated, boolean memoryShort) {
  /** The default of the pool's builder. */
  static final int USUAL_LANE = 65_536;

  /** Headroom over the mean, in standard deviations of random arrivals: as the dual window's. */
  private static final double DEVIATIONS = 2.5;

  /** What a waiting task takes at most in the lane (a record; a plain Runnable takes less). */
  private static final long WAITING_BYTES = 64;

  /** Of the memory budget, what threads may have; the rest is the lane's. */
  private static final double THREADS_SHARE = 0.75;

  /** Ranges of moving limits: as the whole pools in docs/pools/choosing.md (50, 200, 3,200). */
  private static final int MIN_PART = 64;

  private static final int START_PART = 16;

  /** Threads kept by an elastic pool: as in docs/pools/choosing.md. */
  private static final int PREHEATED = 4;

  static Numbers of(Facts facts, Rule.LimitSource source, Choice workers, Choice sizing) {
    long processors = facts.load().get(Answer.PROCESSORS);
    double wanted =
        switch (source) {
          case ARRIVALS -> Math.max((double) processors, withHeadroom(facts.inFlight()));
          case PROCESSORS -> Math.ceil(facts.inFlightAtFullLoad());
          case SPARE -> Math.max(1.0, (double) (processors - 1));
        };
    long memory = facts.load().get(Answer.MEMORY);
    double borne =
        Math.max(1, Math.floor((double) memory * THREADS_SHARE / (double) workers.threadBytes()));
    int limit = (int) Math.min(Math.min(wanted, borne), TaskPoolConfig.MAX_LIMIT);
    int start = sizing.moves() ? part(limit, START_PART) : limit;
    long left = memory - Math.min(memory, limit * workers.threadBytes());
    return new Numbers(
        limit,
        part(limit, MIN_PART),
        start,
        Math.clamp(left / WAITING_BYTES, 1, USUAL_LANE),
        Math.min(PREHEATED, start),
        borne < wanted);
  }

  private static double withHeadroom(double inFlight) {
    return Math.ceil(inFlight + DEVIATIONS * Math.sqrt(inFlight));
  }

  private static int part(int limit, int parts) {
    return (limit + parts - 1) / parts;
  }
}
