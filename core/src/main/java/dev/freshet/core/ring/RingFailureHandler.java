package dev.freshet.core.ring;

/**
 * Is told of each item whose {@link RingHandler} threw.
 *
 * <pre>{@code
 * Ring.builder(1024, Order::new).onFailure((order, position, failure) -> log.error("order", failure));
 * }</pre>
 *
 * <p>Runs on the consumer's thread, before the slot is used again; safe for all consumers of the
 * ring. What it throws is ignored.
 *
 * @param <E> the type of the slots
 */
@FunctionalInterface
public interface RingFailureHandler<E> {
  /**
   * A handler threw.
   *
   * @param slot the slot as the handler left it
   * @param position the number of the item
   * @param failure what was thrown, errors included
   */
  void failed(E slot, long position, Throwable failure);

  /**
   * The default: does what the JVM does for a thread that dies, that is the default uncaught
   * exception handler if one is set, and a stack trace on standard error otherwise.
   *
   * @param <E> the type of the slots
   * @return the handler
   */
  static <E> RingFailureHandler<E> likeUncaught() {
    return (_, _, failure) -> {
      Thread thread = Thread.currentThread();
      ThreadGroup group = thread.getThreadGroup();
      if (group != null) {
        group.uncaughtException(thread, failure);
      }
    };
  }
}
