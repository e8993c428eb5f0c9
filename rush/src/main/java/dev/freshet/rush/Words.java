package dev.freshet.rush;

import io.netty.channel.ConnectTimeoutException;
import java.util.Locale;

/** Puts what the network says into plain words. */
final class Words {
  private Words() {}

  static String of(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    if (cause instanceof ConnectTimeoutException) {
      return "no answer to the connection request";
    } else if (lower.contains("refused")) {
      return "connection refused";
    } else if (lower.contains("too many open files")) {
      return "too many open files; fewer connections, or a higher limit (ulimit -n)";
    } else if (lower.contains("cannot assign requested address")
        || lower.contains("address not available")) {
      return "no local port left; fewer connections";
    } else if (lower.contains("unreachable")) {
      return lower.contains("network") ? "network unreachable" : "host unreachable";
    }
    int colon = message.lastIndexOf("): ");
    return (colon < 0 ? message : message.substring(colon + 3)).replaceAll("\\s+", " ");
  }
}
