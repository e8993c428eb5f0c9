package dev.freshet.rush;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Plans that tests share. */
final class Plans {
  private Plans() {}

  static RequestTemplate order(ForeignServer server) {
    return RequestTemplate.builder("POST", "/orders", "127.0.0.1:" + server.port())
        .header("Idempotency-Key", "key-{n}")
        .body("{\"user\":\"u{n}\"}".getBytes(StandardCharsets.UTF_8))
        .build();
  }

  static RequestBook book(RequestTemplate template, int count) {
    RequestBook.Builder book = RequestBook.builder();
    for (int n = 0; n < count; n++) {
      book.add(template.bytes(n), template.key(n));
    }
    return book.build();
  }

  /** POSTs with keys of their own, retryable, without the long warm-up. */
  static RushPlan.Builder burst(ForeignServer server, int count) {
    return RushPlan.builder(server.uri())
        .book(book(order(server), count))
        .retryable(true)
        .captureBodies(true)
        .rehearsals(1)
        .warmUp(Duration.ZERO);
  }

  static byte[] get() {
    return RequestTemplate.builder("GET", "/", "127.0.0.1").build().bytes(0);
  }
}
