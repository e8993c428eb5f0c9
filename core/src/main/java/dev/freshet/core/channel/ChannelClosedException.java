package dev.freshet.core.channel;

import org.jspecify.annotations.Nullable;

/**
 * The channel is closed: it takes nothing more, or has nothing more to give.
 *
 * <pre>{@code
 * try {
 *   while (true) {
 *     handle(channel.receive());
 *   }
 * } catch (ChannelClosedException e) {
 *   if (e.getCause() != null) { ... } // the sender failed; otherwise it has finished
 * }
 * }</pre>
 *
 * <p>Its {@linkplain #getCause() cause} is what {@link Channel#close(Throwable)} was given, and
 * null after {@link Channel#close()}. Immutable but for what every throwable can change.
 */
public final class ChannelClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ChannelClosedException(@Nullable Throwable cause) {
    super(cause == null ? "channel: closed" : "channel: closed because of " + cause, cause);
  }
}
