package dev.freshet.rush;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseScannerTest {
  /** What a scan found out, as one comparable line. */
  private static String facts(ResponseScanner s, int used) {
    if (s.nonsense()) {
      return "nonsense: " + s.reason();
    }
    String body = new String(s.body(), 0, s.captured(), StandardCharsets.ISO_8859_1);
    return (s.done() ? "done " : "open ")
        + s.status()
        + (s.keepAlive() ? " keep" : " close")
        + (s.replayed() ? " replayed" : "")
        + (s.retryAfterSeconds() >= 0 ? " retry=" + s.retryAfterSeconds() : "")
        + " body="
        + body
        + " used="
        + used;
  }

  private static String scan(String text) {
    return scan(text, false, text.length());
  }

  /** Scans with reads that end at the given positions. */
  private static String scan(String text, boolean head, int... cuts) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    ResponseScanner scanner = new ResponseScanner(true);
    scanner.reset(head);
    int at = 0;
    for (int cut : cuts) {
      // A buffer of its own per read, with rubbish around: the scanner must not look outside.
      byte[] read = new byte[cut - at + 2];
      java.util.Arrays.fill(read, (byte) '\n');
      System.arraycopy(bytes, at, read, 1, cut - at);
      int used = scanner.feed(read, 1, 1 + cut - at) - 1;
      at += used;
      if (scanner.done() || scanner.nonsense()) {
        break;
      }
    }
    return facts(scanner, at);
  }

  static Stream<String> wellFormed() {
    return Stream.of(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 201 Created\r\ncontent-length:0\r\nIdempotent-Replayed: true\r\n\r\n",
        "HTTP/1.1 200\r\nCONTENT-LENGTH: \t 3 \t\r\nConnection: close\r\n\r\nabc",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: Keep-Alive\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n",
        "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\nA\r\n0123456789\r\n00\r\nTrailer: 1\r\nT2: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 2\nX:\n\nok",
        "HTTP/1.1 200 OK\r\nX-Folded: a\r\n  b\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 410 Gone\r\nContent-Length: 2\r\nContent-Length: 2\r\nConnection: foo, CLOSE\r\n\r\nno");
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void everySplitIntoTwoReadsReadsTheSame(String text) {
    String whole = scan(text);
    assertThat(whole).startsWith("done ").endsWith(" used=" + text.length());
    for (int cut = 0; cut <= text.length(); cut++) {
      assertThat(scan(text, false, cut, text.length())).as("split at %d", cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void byteByByteReadsTheSame(String text) {
    int[] cuts = new int[text.length()];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = i + 1;
    }
    assertThat(scan(text, false, cuts)).isEqualTo(scan(text));
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void nothingIsDoneBeforeTheLastByte(String text) {
    assertThat(scan(text.substring(0, text.length() - 1))).startsWith("open ");
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void whatFollowsIsLeftAlone(String text) {
    assertThat(scan(text + "HTTP/1.1 200 OK\r\n")).isEqualTo(scan(text));
  }

  @Test
  void factsAreFound() {
    assertThat(wellFormed().map(ResponseScannerTest::scan).map(s -> s.replaceAll(" used=.*", "")))
        .containsExactly(
            "done 200 keep body=hello",
            "done 201 keep replayed body=",
            "done 200 close body=abc",
            "done 200 keep body=ok",
            "done 200 close body=ok",
            "done 204 keep body=",
            "done 304 keep body=",
            "done 503 keep retry=7 body=",
            "done 200 keep body=x",
            "done 200 keep body=hello!",
            "done 200 keep body=0123456789",
            "done 200 close body=x",
            "done 200 keep body=ok",
            "done 200 keep body=ok",
            "done 410 close body=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\r\n",
        "\u0015\u0003\u0001 TLS",
        "HTTP/2 200\r\n",
        "HTTP/1.1 20 OK\r\n",
        "HTTP/1.1 099 OK\r\n",
        "HTTP/1.1 999 OK\r\n",
        "HTTP/1.1 2000 OK\r\n",
        "HTTP/1.1  200 OK\r\n",
        "\r\nHTTP/1.1 200 OK\r\n",
        "HTTP/1.1 101 Switching\r\n",
        "HTTP/1.1 200 OK\r\nno colon here\r\n",
        "HTTP/1.1 200 OK\r\n: no name\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length:\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3 3\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n"
      })
  void whatIsNoHttpIsRefusedAtEverySplit(String text) {
    String whole = scan(text);
    assertThat(whole).startsWith("nonsense: ");
    for (int cut = 0; cut <= text.length(); cut++) {
      assertThat(scan(text, false, cut, text.length())).as("split at %d", cut).isEqualTo(whole);
    }
  }

  @Test
  void anotherTongueIsRefusedBeforeItsFirstLineEnds() {
    assertThat(scan("SSH-2.0")).isEqualTo("nonsense: not an HTTP status line");
    assertThat(scan("HTT")).startsWith("open ");
  }

  @Test
  void limitsHold() {
    String start = "HTTP/1.1 200 OK\r\n";
    String line = "X: " + "a".repeat(ResponseScanner.MAX_LINE_BYTES) + "\r\n";
    assertThat(scan(start + line, false, start.length() + 100, start.length() + line.length()))
        .isEqualTo("nonsense: a line of more than 16 KiB");
    String many = start + "Name: value\r\n".repeat(ResponseScanner.MAX_HEADER_BYTES / 13 + 1);
    assertThat(scan(many)).isEqualTo("nonsense: headers of more than 64 KiB");
    String interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(3000);
    assertThat(scan(interim)).isEqualTo("nonsense: headers of more than 64 KiB");
  }

  @Test
  void bodyOfUnknownLengthEndsWithTheConnection() {
    ResponseScanner scanner = new ResponseScanner(true);
    scanner.reset(false);
    byte[] bytes = "HTTP/1.1 200 OK\r\n\r\nsome".getBytes(StandardCharsets.ISO_8859_1);
    scanner.feed(bytes, 0, bytes.length);
    assertThat(scanner.done()).isFalse();
    assertThat(scanner.endOfStream()).isTrue();
    assertThat(facts(scanner, bytes.length))
        .isEqualTo("done 200 close body=some used=" + bytes.length);
  }

  @Test
  void anEndInTheMiddleIsNone() {
    for (String half :
        new String[] {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"}) {
      ResponseScanner scanner = new ResponseScanner(true);
      scanner.reset(false);
      scanner.feed(half.getBytes(StandardCharsets.ISO_8859_1), 0, half.length());
      assertThat(scanner.endOfStream()).isFalse();
      assertThat(scanner.begun()).isEqualTo(!half.isEmpty());
    }
  }

  @Test
  void theAnswerToHeadHasNoBody() {
    String text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    assertThat(scan(text, true, text.length())).startsWith("done 200 keep");
  }

  @Test
  void retryAfterMayBeADate() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusHours(1));
    String facts =
        scan("HTTP/1.1 503 Busy\r\nRetry-After: " + date + "\r\nContent-Length: 0\r\n\r\n");
    assertThat(facts).matches("done 503 keep retry=3[56]\\d\\d .*");
    assertThat(scan("HTTP/1.1 503 Busy\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("done 503 keep body=");
    assertThat(
            scan(
                "HTTP/1.1 503 Busy\r\nRetry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("done 503 keep retry=0 ");
  }

  @Test
  void capturesAtMostFourKibibytesOfA2xx() {
    String text = "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n" + "b".repeat(10_000);
    assertThat(scan(text)).contains("body=" + "b".repeat(4096) + " used=");
  }

  @Test
  void aScannerIsUsedAgain() {
    ResponseScanner scanner = new ResponseScanner(true);
    for (String text : wellFormed().toList()) {
      scanner.reset(false);
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      int used = scanner.feed(bytes, 0, bytes.length);
      assertThat(facts(scanner, used)).isEqualTo(scan(text));
    }
  }

  /**
   * Mutated responses at random splits: any verdict is fine as long as it does not depend on them.
   */
  @Test
  void splitsNeverMatter() {
    SplittableRandom random = new SplittableRandom(20261121);
    String[] seeds = wellFormed().toArray(String[]::new);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = seeds[random.nextInt(seeds.length)].getBytes(StandardCharsets.ISO_8859_1);
      for (int i = random.nextInt(4); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] =
            (byte)
                (random.nextBoolean()
                    ? random.nextInt(256)
                    : "\r\n :0,;\t".charAt(random.nextInt(8)));
      }
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int[] cuts = new int[1 + random.nextInt(6)];
      for (int i = 0; i < cuts.length; i++) {
        cuts[i] = random.nextInt(bytes.length + 1);
      }
      java.util.Arrays.sort(cuts);
      cuts[cuts.length - 1] = bytes.length;
      assertThat(scan(text, false, cuts).replaceAll("( body=.*)? used=.*", ""))
          .as(text)
          .isEqualTo(scan(text).replaceAll("( body=.*)? used=.*", ""));
    }
  }
}
