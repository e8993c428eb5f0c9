package dev.freshet.market.http;

import java.nio.charset.StandardCharsets;

/**
 * The answers that are not what was asked for, as RFC 9457 problem details. Each is baked once;
 * {@link #with} is for a detail that names a field.
 *
 * <p>Thread-safe: immutable.
 */
@SuppressWarnings("ImmutableEnumChecker") // nobody writes into the arrays of an Answer
enum Problem {
  BAD_REQUEST(400, "Bad Request", "bad-request", "The request is not valid HTTP.", ""),
  UNSIGNED(
      401,
      "Unauthorized",
      "unsigned",
      "The signature is missing or wrong.",
      "WWW-Authenticate: Signature\r\n"),
  STALE(
      401,
      "Unauthorized",
      "stale",
      "The timestamp lies outside the replay window.",
      "WWW-Authenticate: Signature\r\n"),
  TOKEN(
      401,
      "Unauthorized",
      "token",
      "The audit export needs a bearer token from peers that are not on this machine.",
      "WWW-Authenticate: Bearer\r\n"),
  OVER_LIMIT(403, "Forbidden", "over-limit", "This user's limit is reached.", ""),
  NOT_FOUND(404, "Not Found", "not-found", "There is nothing at this path.", ""),
  GET_ONLY(
      405,
      "Method Not Allowed",
      "method-not-allowed",
      "This path answers GET and HEAD.",
      "Allow: GET, HEAD\r\n"),
  GET_OR_POST(
      405,
      "Method Not Allowed",
      "method-not-allowed",
      "This path answers GET, HEAD and POST.",
      "Allow: GET, HEAD, POST\r\n"),
  TIMEOUT(408, "Request Timeout", "timeout", "The request did not arrive in time.", ""),
  IN_FLIGHT(
      409,
      "Conflict",
      "in-flight",
      "The first order with this key is still in flight.",
      "Retry-After: 0\r\n"),
  SOLD_OUT(410, "Gone", "sold-out", "There is not enough left.", ""),
  TOO_LARGE(413, "Content Too Large", "too-large", "The body is larger than 4096 bytes.", ""),
  LINE_TOO_LONG(
      414, "URI Too Long", "line-too-long", "The request line is longer than 2048 bytes.", ""),
  EXPECTATION(
      417, "Expectation Failed", "expectation", "Only the expectation 100-continue is met.", ""),
  MISMATCH(422, "Unprocessable Content", "mismatch", "This key was used with another body.", ""),
  TOO_EARLY(425, "Too Early", "too-early", "The sale has not opened yet.", ""),
  EXPORTS_BUSY(
      429,
      "Too Many Requests",
      "exports-busy",
      "Too many audit exports are under way.",
      "Retry-After: 1\r\n"),
  HEADER_TOO_LARGE(
      431,
      "Request Header Fields Too Large",
      "header-too-large",
      "The header is larger than 8192 bytes.",
      ""),
  UNKNOWN_OUTCOME(
      500,
      "Internal Server Error",
      "unknown-outcome",
      "The store failed while this order was written; send the same key again after the restart.",
      ""),
  OVERLOADED(
      503,
      "Service Unavailable",
      "overloaded",
      "More orders are waiting than the market lets wait.",
      "Retry-After: 1\r\n"),
  STOPPING(503, "Service Unavailable", "stopping", "The market is stopping.", "Retry-After: 1\r\n"),
  CROWDED(
      503,
      "Service Unavailable",
      "crowded",
      "More connections are open than the market allows.",
      "Retry-After: 1\r\n"),
  VERSION(
      505, "HTTP Version Not Supported", "version", "The market speaks HTTP/1.1 and HTTP/1.0.", "");

  private final int status;
  private final String title;
  private final String slug;
  private final Answer answer;
  private final String head;

  Problem(int status, String title, String slug, String detail, String headers) {
    this.status = status;
    this.title = title;
    this.slug = slug;
    this.head =
        "HTTP/1.1 "
            + status
            + ' '
            + title
            + "\r\nContent-Type: application/problem+json\r\n"
            + headers;
    this.answer = with(detail);
  }

  /** The answer with its usual detail. */
  Answer answer() {
    return answer;
  }

  /** The answer with a detail of its own; quotes and control characters are escaped. */
  Answer with(String detail) {
    String body =
        "{\"type\":\"urn:freshet:problem:%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
            .formatted(slug, title, status, Json.quote(detail));
    return Answer.of(head, body.getBytes(StandardCharsets.UTF_8));
  }
}
