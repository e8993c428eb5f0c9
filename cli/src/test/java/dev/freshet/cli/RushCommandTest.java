package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command against a small server of somebody else's. */
@Timeout(60)
final class RushCommandTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** Answers GET with 200, everything else as told; keeps what it got. */
  private static final class Server implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final Function<String, String> answers;
    final Queue<String> posts = new ConcurrentLinkedQueue<>();

    Server(Function<String, String> answers) throws IOException {
      this.answers = answers;
      Thread.ofVirtual().start(this::accept);
    }

    String url() {
      return "http://127.0.0.1:" + socket.getLocalPort() + "/orders";
    }

    private void accept() {
      try {
        while (true) {
          Socket connection = socket.accept();
          Thread.ofVirtual().start(() -> serve(connection));
        }
      } catch (IOException e) {
        // closed
      }
    }

    private void serve(Socket connection) {
      try (connection) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
        while (true) {
          StringBuilder request = new StringBuilder();
          int length = 0;
          for (String line = in.readLine(); !"".equals(line); line = in.readLine()) {
            if (line == null) {
              return;
            }
            request.append(line).append('\n');
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
              length = Integer.parseInt(line.substring(15).strip());
            }
          }
          for (int i = 0; i < length; i++) {
            request.append((char) in.read());
          }
          boolean probe = request.toString().startsWith("GET");
          if (!probe) {
            posts.add(request.toString());
          }
          String answer = probe ? OK : answers.apply(request.toString());
          connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        }
      } catch (IOException e) {
        // the client has gone
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private record Run(int status, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of("rush"));
    all.addAll(Arrays.asList(arguments));
    return new Run(line.execute(all.toArray(new String[0])), out.toString(), err.toString());
  }

  @Test
  void aBurstIsFiredAndTold(@TempDir Path folder) throws Exception {
    Path body = Files.writeString(folder.resolve("order.json"), "{\"user\":\"u{n}\"}");
    try (Server server = new Server(request -> OK)) {
      Run run =
          run(
              "--url",
              server.url(),
              "--count",
              "50",
              "--connections",
              "5",
              "--in",
              "300ms",
              "--header",
              "Idempotency-Key: run-{n}",
              "--body",
              "@" + body,
              "--json",
              folder.resolve("r.json").toString(),
              "--report",
              folder.resolve("r.html").toString(),
              "--history",
              folder.resolve("r.jsonl").toString());

      // 20 is honest on a machine that is too busy for this test.
      assertThat(run.status()).as(run.err()).isIn(0, 20);
      assertThat(run.out()).contains("50 requests over 5 connections", "50 ok", "decisions/s");
      assertThat(server.posts).hasSize(50);
      for (int n = 0; n < 50; n++) {
        String key = "Idempotency-Key: run-" + n + "\n";
        String user = "{\"user\":\"u" + n + "\"}";
        assertThat(server.posts).anyMatch(post -> post.contains(key) && post.endsWith(user));
      }
      assertThat(server.posts)
          .allMatch(
              post ->
                  post.startsWith("POST /orders HTTP/1.1\n")
                      && post.contains("User-Agent: freshet"));

      JsonNode json = new JsonMapper().readTree(Files.readString(folder.resolve("r.json")));
      assertThat(json.get("schema").asString()).isEqualTo("freshet/rush/1");
      assertThat(json.get("outcomes").get("ok").asInt()).isEqualTo(50);
      assertThat(json.get("attempts").asInt()).isEqualTo(50);
      assertThat(json.get("timing").get("gateErrorUs").get("rounds").asInt()).isEqualTo(200);
      assertThat(json.get("latencyUs").get("response").get("count").asInt()).isEqualTo(50);
      assertThat(json.get("transport").asString()).isIn("epoll", "nio");
      assertThat(json.get("host").get("cpus").asInt()).isPositive();
      assertThat(Files.readString(folder.resolve("r.html")))
          .contains("Every request was answered", "Latency by percentile", "around T0");
      List<String> lines = Files.readAllLines(folder.resolve("r.jsonl"));
      assertThat(lines)
          .hasSize(50)
          .allMatch(line -> line.startsWith("{\"request\":") && line.endsWith("}"));
      assertThat(lines).anyMatch(line -> line.contains("\"key\":\"run-49\""));
    }
  }

  @Test
  void aClosedLoopRuns() throws Exception {
    try (Server server = new Server(request -> OK)) {
      Run run =
          run(
              "--url",
              server.url(),
              "--method",
              "post",
              "--duration",
              "200ms",
              "--connections",
              "3",
              "--in",
              "200ms");
      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.out()).contains(" ok", "from a free connection");
      assertThat(server.posts).isNotEmpty();
    }
  }

  @Test
  void unansweredIsSixteen(@TempDir Path folder) throws Exception {
    try (Server server = new Server(request -> "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")) {
      Run run =
          run(
              "--url",
              server.url(),
              "--method",
              "POST",
              "--count",
              "10",
              "--connections",
              "2",
              "--in",
              "300ms",
              "--json",
              folder.resolve("r.json").toString());
      assertThat(run.status()).as(run.err()).isEqualTo(16);
      assertThat(run.out()).contains("10 indeterminate");
      assertThat(Files.readString(folder.resolve("r.json"))).contains("\"unresolved\" : 10");
    }
  }

  @Test
  void garbageIsOne() throws Exception {
    try (Server server = new Server(request -> "what?\n")) {
      Run run =
          run(
              "--url",
              server.url(),
              "--method",
              "POST",
              "--count",
              "10",
              "--connections",
              "2",
              "--in",
              "300ms");
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("the target sent something that is not HTTP 10 times");
    }
  }

  @Test
  void nobodyThereIsOne(@TempDir Path folder) throws Exception {
    String url;
    try (Server server = new Server(request -> OK)) {
      url = server.url();
    }
    Path json = folder.resolve("r.json");
    Run run = run("--url", url, "--count", "10", "--json", json.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .endsWith("freshet rush: " + url + " cannot be connected to: connection refused\n");
    assertThat(Files.readString(json)).contains("connection refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --count 1 | Missing required option
          --url http://127.0.0.1/ | --count, --duration: give one of the two
          --url http://127.0.0.1/ --count 1 --duration 1s | --count, --duration: give one of the two
          --url http://127.0.0.1/ --count 1 --in 1s --at 2126-01-01T00:00:00Z | --at, --in: give one of the two
          --url http://127.0.0.1/ --count 1 --at 2020-01-01T00:00:00Z | --at '2020-01-01T00:00:00Z': must be in the future
          --url http://127.0.0.1/ --count 1 --at tomorrow | --at 'tomorrow': must be an ISO 8601 instant
          --url http://127.0.0.1/ --count 0 | --count '0': must be a whole number
          --url http://127.0.0.1/ --count -3 | --count '-3': must be a whole number
          --url http://127.0.0.1/ --count 200000000 | --count 200000000: allowed is 1 to 100000000
          --url http://127.0.0.1/ --duration 0s | --duration '0': must be more than zero
          --url http://127.0.0.1/ --count 1 --deadline 0s | --deadline '0': must be more than zero
          --url http://127.0.0.1/ --count 1 --deadline 2h | --deadline PT2H: allowed is more than zero
          --url http://127.0.0.1/ --count 1 --connections 50000000 | --connections '50000000': must be at most
          --url http://8.8.8.8/ --count 1 | --url http://8.8.8.8/: 8.8.8.8 is neither loopback nor private
          --url https://127.0.0.1/ --count 1 | --url https://127.0.0.1/: only http:// is spoken here
          --url http://127.0.0.1:99999999/ --count 1 | --url
          --url 127.0.0.1 --count 1 | --url 127.0.0.1: only http:// is spoken here
          --url http://[/ --count 1 | --url 'http://[/': must be an address
          --url http://127.0.0.1/ --count 1 --header nonsense | --header 'nonsense': must be NAME: VALUE
          --url http://127.0.0.1/ --count 1 --header User-Agent:x | --header User-Agent: set by freshet itself
          --url http://127.0.0.1/ --count 1 --body @/no/such/file | --body '@/no/such/file': must be a file that can be read
          --url http://127.0.0.1/ --count 1 --method GE*(T | --method "GE*(T": letters only
          --url http://127.0.0.1/ --count 1 --json /no/such/folder/x | --json '/no/such/folder/x': must be in a folder that exists
          --url http://127.0.0.1/ --count 1 --report /no/such/folder/x | --report '/no/such/folder/x': must be in a folder
          --url http://127.0.0.1/ --count 1 --history /no/such/folder/x | --history '/no/such/folder/x': must be in a folder
          """)
  void badInputIsOneLineAndTwo(String arguments, String line) {
    Run run = run(arguments.split(" "));
    assertThat(run.status()).isEqualTo(2);
    if (!line.startsWith("Missing")) {
      assertThat(run.err()).startsWith("freshet rush: " + line);
    }
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.out()).isEmpty();
  }
}
