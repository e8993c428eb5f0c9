package dev.freshet.rush;

/**
 * Which of Netty's transports carries the connections.
 *
 * <pre>{@code
 * RushPlan.builder(target).transport(Transport.NIO)
 * }</pre>
 *
 * <p>Immutable and safe for use by all threads.
 */
public enum Transport {
  /**
   * Epoll where the native library is present, NIO elsewhere; {@link ArmReport#transport()} says
   * which it became.
   */
  AUTO,
  /** Linux epoll; arming fails where it is missing. */
  EPOLL,
  /** The JDK's selector, everywhere. */
  NIO
}
