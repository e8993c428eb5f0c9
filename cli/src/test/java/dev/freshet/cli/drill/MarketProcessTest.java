package dev.freshet.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cli.BadInput;
import dev.freshet.cli.ExitCode;
import dev.freshet.cli.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Children that are no markets: each is one clear line, and none outlives its test. */
class MarketProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static MarketProcess shell(String script) {
    return MarketProcess.start(List.of("/bin/sh", "-c", script), Map.of(), line -> {});
  }

  private static void fails(String script, Duration patience, String... parts) {
    long pid;
    try (MarketProcess child = shell(script)) {
      pid = child.pid();
      assertThatThrownBy(() -> child.awaitAddress(patience))
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> {
                assertThat(failure.exitCode()).isEqualTo(ExitCode.INTERNAL);
                assertThat(failure.getMessage()).contains(parts).doesNotContain("\n");
              });
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void addressIsReadFromTheLine() {
    String line = "market listening on http://127.0.0.1:4711 (epoll, sku demo, stock 1000)";
    try (MarketProcess child = shell("echo noise; echo '" + line + "'; exec sleep 60")) {
      assertThat(child.awaitAddress(PATIENCE)).hasToString("http://127.0.0.1:4711");
    }
  }

  @Test
  void childThatDies() {
    fails("echo 'no room' >&2; exit 3", PATIENCE, "exit status 3 before it opened: no room");
  }

  @Test
  void childThatDiesOfASignal() {
    fails("kill -9 $$", PATIENCE, "exit status 137 before it opened");
  }

  @Test
  void childThatIsDoneWithoutAWord() {
    fails("exit 0", PATIENCE, "exit status 0 before it opened");
  }

  @Test
  void childThatTalksNonsense() {
    fails(
        "echo 'market listening on the moon'; exec sleep 60",
        PATIENCE,
        "talks nonsense: 'market listening on the moon'");
  }

  @Test
  void childThatNeverOpens() {
    // The patience is no measure of speed here: the child never says anything else.
    fails(
        "printf 'binary \\001\\002 rubbish\\n'; exec sleep 60",
        Duration.ofMillis(500),
        "did not open within 0 s");
  }

  @Test
  void childThatRefusesItsInput() {
    try (MarketProcess child =
        shell("echo \"freshet market: data folder '/x': is in use\" >&2; exit 2")) {
      assertThatThrownBy(() -> child.awaitAddress(PATIENCE))
          .isInstanceOf(BadInput.class)
          .hasMessage("data folder '/x': is in use");
    }
  }

  @Test
  void childThatIgnoresSigtermIsKilled() throws Exception {
    CompletableFuture<String> ready = new CompletableFuture<>();
    MarketProcess child =
        MarketProcess.start(
            List.of("/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"),
            Map.of(),
            ready::complete);
    ready.get(30, TimeUnit.SECONDS);
    child.kill();
    assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    child.close();
  }

  @Test
  void unexpectedEndIsTold() throws Exception {
    CompletableFuture<String> died = new CompletableFuture<>();
    try (MarketProcess child = shell("echo 'disk full' >&2; exit 21")) {
      child.onUnexpectedEnd(died::complete);
      assertThat(died.get(30, TimeUnit.SECONDS))
          .isEqualTo("the market died with exit status 21: disk full");
    }
  }

  @Test
  void endOnRequestIsNotAnIncident() {
    CompletableFuture<String> died = new CompletableFuture<>();
    try (MarketProcess child = shell("exec sleep 60")) {
      child.onUnexpectedEnd(died::complete);
    }
    assertThat(died).isNotDone();
  }

  @Test
  void failPointIsHeard() throws Exception {
    String line = "fail-point after-append order=37 wal=000012.log synced=8192";
    try (MarketProcess child = shell("echo '" + line + "'; exec sleep 60")) {
      assertThat(child.failPoint().get(30, TimeUnit.SECONDS))
          .isEqualTo(new FailPointLine("after-append", 37, "000012.log", 8192));
    }
  }

  @Test
  void programThatDoesNotExist() {
    assertThatThrownBy(() -> MarketProcess.start(List.of("/no/such/program"), Map.of(), line -> {}))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("the market cannot be started");
  }
}
