package dev.freshet.doctor.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The switch by HTTP, on this JVM. */
final class HttpSwitchTest {
  private static final String TOKEN = "0123456789abcdef";

  private record Answer(int status, String body) {}

  private final JvmScheduler scheduler = JvmScheduler.ofThisJvm();
  private HttpSwitch http;

  @BeforeEach
  void start() {
    http =
        HttpSwitch.start(
            scheduler, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN);
  }

  @AfterEach
  void stop() {
    http.close();
    scheduler.close();
  }

  private Answer ask(String method, String path, @Nullable String header, @Nullable String body)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + http.address().getPort() + path)
                .toURL()
                .openConnection();
    connection.setRequestMethod(method);
    if (header != null) {
      connection.setRequestProperty("Authorization", header);
    }
    if (body != null) {
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.US_ASCII));
      }
    }
    int status = connection.getResponseCode();
    try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(
          status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private Answer put(String body) throws IOException {
    return ask("PUT", "/parallelism", "Bearer " + TOKEN, body);
  }

  @Test
  void itReadsAndSetsByNumberAndByDifference() throws IOException {
    int before = scheduler.initial();

    assertThat(ask("GET", "/parallelism", "Bearer " + TOKEN, null).body())
        .startsWith("{\"parallelism\":" + before + ",\"poolSize\":");
    assertThat(put("7").body()).startsWith("{\"parallelism\":7,");
    assertThat(put("+2").body()).startsWith("{\"parallelism\":9,");
    assertThat(put("-3\n").body()).startsWith("{\"parallelism\":6,");
    assertThat(scheduler.gauges().parallelism()).isEqualTo(6);
  }

  @Test
  void withoutTheTokenNothingIsReadOrSet() throws IOException {
    int before = scheduler.gauges().parallelism();
    List<String> headers =
        List.of(
            "",
            TOKEN,
            "Bearer ",
            "Bearer " + TOKEN + "0",
            "bearer " + TOKEN,
            "Bearer 0123456789abcdeF",
            "Basic " + TOKEN);
    for (String wrong : headers) {
      Answer read = ask("GET", "/parallelism", wrong, null);
      Answer set = ask("PUT", "/parallelism", wrong, "9");

      assertThat(read.status()).as("%s", wrong).isEqualTo(401);
      assertThat(set.status()).as("%s", wrong).isEqualTo(401);
      assertThat(read.body()).doesNotContain("parallelism");
    }
    assertThat(ask("GET", "/elsewhere", null, null).status()).isEqualTo(401);
    assertThat(scheduler.gauges().parallelism()).isEqualTo(before);
  }

  @Test
  void whatIsNoNumberOrOutOfBoundsIsRefusedInOneLine() throws IOException {
    int before = scheduler.gauges().parallelism();
    for (String wrong : new String[] {"1", "0", "257", "two", "", "+0", "-999", "4.5", "4; 5"}) {
      Answer answer = put(wrong);
      assertThat(answer.status()).as(wrong).isEqualTo(400);
      assertThat(answer.body()).as(wrong).hasLineCount(1).contains("from 2 to 256");
    }
    // Alone it is in bounds, from here it is not.
    assertThat(put("+255").status()).isEqualTo(400);
    assertThat(scheduler.gauges().parallelism()).isEqualTo(before);
  }

  @Test
  void otherPathsAndMethodsAreNotThere() throws IOException {
    assertThat(ask("GET", "/", "Bearer " + TOKEN, null).status()).isEqualTo(404);
    assertThat(ask("DELETE", "/parallelism", "Bearer " + TOKEN, null).status()).isEqualTo(405);
  }

  @Test
  void itListensToThisMachineOnly() {
    for (String address : new String[] {"0.0.0.0", "192.0.2.1", "::"}) {
      assertThatThrownBy(
              () -> HttpSwitch.start(scheduler, new InetSocketAddress(address, 0), TOKEN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be a loopback address");
    }
  }

  @Test
  void aTokenThatCouldBeGuessedIsRefused() {
    assertThatThrownBy(
            () ->
                HttpSwitch.start(
                    scheduler,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    "secret"))
        .hasMessage("token: must have at least 16 characters, and has 6");
  }

  @Test
  void theTokenComesFromAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");

    assertThat(HttpSwitch.tokenOf(file)).isEqualTo(TOKEN);
    assertThatThrownBy(() -> HttpSwitch.tokenOf(folder.resolve("none")))
        .hasMessageContaining("must be a text file that can be read");
    assertThatThrownBy(HttpSwitch::tokenOfEnvironment)
        .hasMessage(
            "token: must be given in the environment variable FRESHET_TUNE_TOKEN, or in a file");
  }
}
