package dev.freshet.cli;

import java.io.PrintWriter;

/**
 * Where a command writes to: its result on standard output, everything else on standard error.
 *
 * <p>On a terminal, {@link #stage} and {@link #tick} rewrite one line in place; elsewhere a stage
 * is a plain line and ticks are dropped. {@code --quiet} leaves the result and the failures only.
 *
 * {@snippet lang=java :
 * Output output = verbosity.output();
 * output.stage("arming 200 connections");
 * output.tick("120 of 200 connections are up");
 * output.say("all invariants hold");
 * }
 *
 * <p>Thread-safe: each method writes under one lock.
 */
public final class Output {
  /** How much is written. */
  enum Loudness {
    QUIET,
    USUAL,
    VERBOSE
  }

  private static final String ERASE_LINE = "\r\033[K";

  private final Object lock = new Object();
  private final PrintWriter out;
  private final PrintWriter err;
  private final Terminal terminal;
  private final Loudness loudness;
  private boolean transientLine;

  Output(PrintWriter out, PrintWriter err, Terminal terminal, Loudness loudness) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.loudness = loudness;
  }

  /**
   * Prints a line of the result on standard output.
   *
   * @param line the line
   */
  public void say(String line) {
    synchronized (lock) {
      erase();
      out.println(line);
      out.flush();
    }
  }

  /**
   * Prints a line that lasts on standard error, unless {@code --quiet}.
   *
   * @param line the line
   */
  public void note(String line) {
    synchronized (lock) {
      if (loudness != Loudness.QUIET) {
        erase();
        err.println(line);
        err.flush();
      }
    }
  }

  /**
   * Prints a line on standard error under {@code --verbose} only.
   *
   * @param line the line
   */
  public void detail(String line) {
    synchronized (lock) {
      if (loudness == Loudness.VERBOSE) {
        erase();
        err.println(line);
        err.flush();
      }
    }
  }

  /**
   * Says what the command does now: rewritten in place on a terminal, a plain line elsewhere.
   *
   * @param line what happens, without a full stop
   */
  public void stage(String line) {
    synchronized (lock) {
      if (loudness == Loudness.QUIET) {
        return;
      }
      if (terminal.live()) {
        rewrite(line);
      } else {
        err.println(line);
        err.flush();
      }
    }
  }

  /**
   * Says how far the current stage is: rewritten in place on a terminal, dropped elsewhere. Call it
   * a few times a second at most.
   *
   * @param line how far, without a full stop
   */
  public void tick(String line) {
    synchronized (lock) {
      if (terminal.live() && loudness != Loudness.QUIET) {
        rewrite(line);
      }
    }
  }

  /** Removes the line that {@link #stage} or {@link #tick} left on a terminal. */
  public void clear() {
    synchronized (lock) {
      erase();
      err.flush();
    }
  }

  /**
   * What the terminal can show, for those who draw or colour.
   *
   * @return the terminal at standard error
   */
  public Terminal terminal() {
    return terminal;
  }

  /**
   * Whether the caller asked for more.
   *
   * @return true under {@code --verbose}
   */
  public boolean verbose() {
    return loudness == Loudness.VERBOSE;
  }

  private void rewrite(String line) {
    err.print(ERASE_LINE + line);
    err.flush();
    transientLine = true;
  }

  private void erase() {
    if (transientLine) {
      err.print(ERASE_LINE);
      transientLine = false;
    }
  }
}
