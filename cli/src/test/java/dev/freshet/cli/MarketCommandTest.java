package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What a market is told wrongly: one line, status 2, nothing started and nothing left behind. */
final class MarketCommandTest {
  @TempDir Path folder;

  private String complaint(String... options) {
    List<String> arguments = new ArrayList<>(List.of("market", "--warm-up", "0s"));
    arguments.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int status = line.execute(arguments.toArray(String[]::new));
    assertThat(out.toString()).isEmpty();
    assertThat(status).as(err.toString()).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
    return err.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port             | 65536     | --port '65536': must be a whole number from 0 to 65535",
        "--port             | x         | --port",
        "--stock            | 0         | --stock '0': must be a whole number from 1",
        "--stock            | -5        | --stock '-5': must be a whole number from 1",
        "--stock            | 2147483647| --stock '2147483647': must be a whole number from 1 to",
        "--per-user         | 0         | --per-user '0': must be a whole number from 1",
        "--sku              | a/b       | --sku 'a/b': must be 1 to 64 letters",
        "--opens            | tomorrow  | --opens 'tomorrow': must be an ISO 8601 instant",
        "--bug              | lost-updat| did you mean 'lost-update'?",
        "--sign             | sha1      | --sign 'sha1': must be one of hmac-sha256, md5",
        "--sign             | md5       | the signing key is empty",
        "--key-file         | /nowhere  | --key-file '/nowhere': must be a text file",
        "--token-file       | /nowhere  | --token-file '/nowhere': must be a text file",
        "--max-connections  | 2000000000| --max-connections '2000000000': must be a whole number",
        "--loops            | 65        | --loops '65': must be a whole number from 1 to 64",
        "--fail-point       | later:1   | --fail-point 'later:1': must be before-append:N",
        "--host             | 192.0.2.1 | on 192.0.2.1: cannot be used",
      })
  void refusesInOneLine(String option, String value, String said) throws Exception {
    Path data = folder.resolve("data");
    assertThat(complaint(option, value, "--data", data.toString())).contains(said.strip());
    assertThat(data).doesNotExist();
  }

  @Test
  void refusesAPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Path data = folder.resolve("data");
      assertThat(complaint("--port", port, "--data", data.toString()))
          .contains("port " + port + " on 127.0.0.1: cannot be used")
          .contains("in use");
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void refusesAForeignFolder() throws Exception {
    Files.writeString(folder.resolve("thesis.txt"), "years of work");
    assertThat(complaint("--port", "0", "--data", folder.toString()))
        .contains("data folder '" + folder + "': holds files that are not a market's");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }
}
