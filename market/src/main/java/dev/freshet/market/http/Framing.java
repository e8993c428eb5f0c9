package dev.freshet.market.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the headers that decide where a request ends and whom it is for (RFC 9112, sections 3.2
 * and 6), as far as Netty leaves that to the application. Stateless.
 */
final class Framing {
  private Framing() {}

  /** What is wrong, or null. */
  static @Nullable String fault(HttpHeaders headers, boolean http11) {
    Iterator<? extends CharSequence> hosts =
        headers.valueCharSequenceIterator(HttpHeaderNames.HOST);
    if (hosts.hasNext()) {
      if (!isHost(hosts.next())) {
        return "Host: must be a host, perhaps with a port.";
      }
      if (hosts.hasNext()) {
        return "Host: stands there twice.";
      }
    } else if (http11) {
      return "Host: is missing.";
    }
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
      if (!http11
          || codings.size() > 1
          || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst().trim())) {
        return "Transfer-Encoding: only chunked is understood.";
      }
      if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
        return "Content-Length and Transfer-Encoding exclude each other.";
      }
    } else if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
      if (lengths.size() > 1) {
        return "Content-Length: stands there twice.";
      }
      String length = lengths.getFirst();
      if (length.isEmpty()
          || length.length() > 18
          || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return "Content-Length: must be a whole number.";
      }
    }
    return null;
  }

  /** Whether only characters of {@code uri-host [":" port]} are there; empty is allowed. */
  private static boolean isHost(CharSequence host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!plain && "-._~%!$&'()*+,;=:[]".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
