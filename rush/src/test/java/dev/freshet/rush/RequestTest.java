package dev.freshet.rush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Books and templates. */
class RequestTest {
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static final String AGENT = "User-Agent: " + RequestTemplate.userAgent() + "\r\n";

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 10, 99, 100, 123_456, Integer.MAX_VALUE})
  void numbersGoWhereTheyBelongAndTheLengthFits(int n) {
    RequestTemplate template =
        RequestTemplate.builder("POST", "/o", "h:1")
            .header("Idempotency-Key", "run-{n}-{n}")
            .body("{\"u\":\"é{n}\",\"n\":{n},\"x\":\"{n\"}".getBytes(StandardCharsets.UTF_8))
            .build();
    String body = "{\"u\":\"é" + n + "\",\"n\":" + n + ",\"x\":\"{n\"}";
    assertThat(text(template.bytes(n)))
        .isEqualTo(
            "POST /o HTTP/1.1\r\nIdempotency-Key: run-"
                + n
                + "-"
                + n
                + "\r\nHost: h:1\r\n"
                + AGENT
                + "Content-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\n\r\n"
                + body);
    assertThat(template.numbered()).isTrue();
    assertThat(template.key(n)).isEqualTo("run-" + n + "-" + n);
  }

  @Test
  void aGetHasNoLengthAndAnEmptyPostHas() {
    assertThat(text(RequestTemplate.builder("GET", "/", "h").build().bytes(0)))
        .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\n" + AGENT + "\r\n");
    assertThat(text(RequestTemplate.builder("POST", "/", "h").build().bytes(0)))
        .isEqualTo("POST / HTTP/1.1\r\nHost: h\r\n" + AGENT + "Content-Length: 0\r\n\r\n");
    assertThat(RequestTemplate.builder("GET", "/", "h").build().numbered()).isFalse();
  }

  @Test
  void hostAndContentTypeMayBeGiven() {
    String request =
        text(
            RequestTemplate.builder("PUT", "/", "h")
                .header("host", "shop.example")
                .header("Content-Type", "text/csv")
                .body("a,b".getBytes(StandardCharsets.UTF_8))
                .build()
                .bytes(0));
    assertThat(request)
        .contains("host: shop.example\r\n")
        .doesNotContain("Host: h")
        .doesNotContain("text/plain");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "User-Agent",
        "user-agent",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "Expect"
      })
  void whatFreshetSetsItselfCannotBeGiven(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestTemplate.builder("GET", "/", "h").header(name, "x"))
        .withMessage("header " + name + ": set by freshet itself, cannot be given");
  }

  @Test
  void nothingCanBeSmuggledIn() {
    RequestTemplate.Builder builder = RequestTemplate.builder("GET", "/", "h");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.header("X", "a\r\nY: b"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.header("X: y", "a"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.header("", "a"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.header("X", "ü"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestTemplate.builder("GET /", "/", "h"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestTemplate.builder("GET", "/a b", "h"));
    assertThatIllegalArgumentException().isThrownBy(() -> RequestTemplate.builder("GET", "a", "h"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.header("Idempotency-Key", "a").header("idempotency-key", "b"))
        .withMessageContaining("given twice");
  }

  @ParameterizedTest
  @CsvSource({"1", "1000", "50000"})
  void aBookKeepsBytesAndKeys(int size) {
    RequestBook.Builder builder = RequestBook.builder();
    for (int i = 0; i < size; i++) {
      builder.add(bytes(i), i % 3 == 0 ? "" : "schlüssel-" + i);
    }
    RequestBook book = builder.build();
    assertThat(book.size()).isEqualTo(size);
    for (int i = 0; i < size; i += Math.max(1, size / 777)) {
      assertThat(book.bytes(i)).isEqualTo(bytes(i));
      assertThat(book.key(i)).isEqualTo(i % 3 == 0 ? "" : "schlüssel-" + i);
    }
    assertThatThrownBy(() -> book.key(size)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static byte[] bytes(int i) {
    return ("request " + i + " " + "x".repeat(i % 500)).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aBookTakesBuffersAndRefusesTheImpossible() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3);
    RequestBook book = RequestBook.builder().add(buffer, "k").build();
    assertThat(book.bytes(0)).containsExactly(2, 3);
    assertThat(buffer.position()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestBook.builder().add(new byte[0], ""));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RequestBook.builder().add(new byte[RequestBook.MAX_REQUEST_BYTES + 1], ""));
    assertThatIllegalArgumentException().isThrownBy(() -> RequestBook.builder().build());
  }
}
