package dev.freshet.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.market.MarketConfig;
import dev.freshet.market.MarketServer;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong around a drill: bad input, foreign markets, signals, dying markets. */
class DrillTroubleTest {
  private static final long PATIENCE_S = 120;

  @TempDir private Path folder;

  private void refused(String line, String... arguments) throws Exception {
    DrillRun run = DrillRun.start(folder, arguments);
    run.await();
    run.ended(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(line).doesNotContain("\tat ");
    assertThat(run.err.getLast()).startsWith("freshet drill: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--shoppers|0|--shoppers '0': must be a whole number from 1",
        "--stock|-5|--stock '-5': must be a whole number from 1",
        "--stock|2000000000|must be a whole number from 1 to",
        "--connections|50000000|--connections '50000000': must be a whole number from 1 to",
        "--bug|check-than-act|did you mean 'check-then-act'?",
        "--crash|powr|did you mean 'power'?",
        "--in|1ms|--in '1ms': must be from 200ms to 1h",
        "--report|/no/such/folder/x.html|/no/such/folder",
        "--json|/no/such/folder/x.json|/no/such/folder",
        "--market|http://1.1.1.1|--market 'http://1.1.1.1'",
        "--data|/proc/version|data folder '/proc/version'"
      })
  void badInputIsOneLine(String option, String value, String line) throws Exception {
    refused(line, option, value);
  }

  @Test
  void foreignDataFolder() throws Exception {
    Path data = Files.createDirectory(folder.resolve("photos"));
    Files.writeString(data.resolve("holiday.txt"), "mine");
    refused("holds files that are not a market's", "--data", data.toString());
    assertThat(data.resolve("holiday.txt")).hasContent("mine");
  }

  @Test
  void lockedDataFolderAndRunningMarket() throws Exception {
    Path data = folder.resolve("data");
    MarketConfig config = MarketConfig.builder(data).port(0).stock(150).build();
    try (MarketServer market = MarketServer.start(config)) {
      refused("is in use", "--stock", "150", "--data", data.toString());

      String address = market.address().toString();
      String[] arguments = {
        "--shoppers", "100", "--connections", "10", "--seed", "5", "--market", address
      };
      DrillRun first = DrillRun.of(folder, arguments);
      assertThat(first.status()).as("%s\n%s", first.err(), first.out()).isIn(0, 20);
      assertThat(first.json().at("/outcomes/ok").intValue()).isEqualTo(100);
      DrillRun second = DrillRun.of(folder, arguments);
      assertThat(second.status()).as("%s\n%s", second.err(), second.out()).isIn(0, 20);
      assertThat(second.json().at("/outcomes/ok").intValue()).isEqualTo(50);
      assertThat(second.json().at("/outcomes/soldOut").intValue()).isEqualTo(50);
    }
  }

  @Test
  void foreignServerIsNoMarket() throws Exception {
    try (ForeignServer server = ForeignServer.saying(ForeignServer.http("<html></html>"))) {
      DrillRun run = DrillRun.of(folder, "--market", server.address().toString());
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("freshet drill: the market at", "talks nonsense");
      assertThat(run.json().at("/exitCode").intValue()).isEqualTo(1);
      assertThat(run.json().at("/verdict").stringValue()).contains("talks nonsense");
      for (String field :
          List.of(
              "/outcomes/soldOut",
              "/attempts",
              "/orders/readBack",
              "/timing/gateErrorUs/fired",
              "/throughput/decisionsPerSecond",
              "/latencyUs/response/p999",
              "/fsyncUs/mean",
              "/memory/marketPeakRssMiB")) {
        assertThat(run.json().at(field).isNull()).as(field).isTrue();
      }
      assertThat(run.json().at("/invariants").isArray()).isTrue();
      assertThat(run.json().at("/host/cpus").intValue()).isPositive();
    }
  }

  @Test
  void sigtermBeforeTheRush() throws Exception {
    DrillRun run =
        DrillRun.start(
            folder,
            "--shoppers",
            "1000",
            "--connections",
            "10",
            "--in",
            "10m",
            "--json",
            folder.resolve("i.json").toString());
    run.armed.get(PATIENCE_S, TimeUnit.SECONDS);
    run.process.destroy();
    run.await();
    run.ended(130);
    assertThat(run.out()).contains("unsent").contains("The drill was interrupted");
    assertThat(folder.resolve("i.json")).content().contains("\"exitCode\" : 130");
  }

  @Test
  void ctrlCInTheMiddleVerifiesWhatWasDone() throws Exception {
    // Two connections take minutes for so many shoppers: the signal always comes in the middle.
    DrillRun run =
        DrillRun.start(
            folder,
            "--shoppers",
            "500000",
            "--connections",
            "2",
            "--in",
            "200ms",
            "--report",
            folder.resolve("i.html").toString());
    awaitSales(run);
    // A terminal, timeout(1) and service managers signal the whole family, the market included.
    for (ProcessHandle child : run.process.children().toList()) {
      signal("INT", child.pid());
      signal("HUP", child.pid());
      signal("TERM", child.pid());
    }
    signal("INT", run.process.pid());
    run.await();
    run.interrupted();
    assertThat(run.out()).contains("I10 all resolved").contains("unsent").doesNotContain("✗");
    assertThat(folder.resolve("i.html")).isRegularFile();
  }

  @Test
  void sigkillOfTheDrillEndsItsMarketToo() throws Exception {
    DrillRun run =
        DrillRun.start(folder, "--shoppers", "100", "--connections", "10", "--in", "10m");
    run.armed.get(PATIENCE_S, TimeUnit.SECONDS);
    List<ProcessHandle> children = run.process.children().toList();
    assertThat(children).hasSize(1);
    run.process.destroyForcibly();
    children.getFirst().onExit().get(PATIENCE_S, TimeUnit.SECONDS);
    URI address = run.market.get(PATIENCE_S, TimeUnit.SECONDS);
    assertThatThrownBy(
            () -> new Socket(InetAddress.getLoopbackAddress(), address.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void diskFullUnderTheReportIsToldInTheJson() throws Exception {
    Path json = folder.resolve("full.json");
    DrillRun run =
        DrillRun.start(
            folder,
            "--shoppers",
            "100",
            "--connections",
            "10",
            "--in",
            "200ms",
            "--json",
            json.toString(),
            "--report",
            "/dev/full");
    run.await();
    run.ended(1);
    assertThat(run.err.getLast()).startsWith("freshet drill: cannot write /dev/full: ");
    assertThat(json).content().contains("\"exitCode\" : 1", "/dev/full");
  }

  private static void signal(String name, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .isZero();
  }

  @Test
  void marketThatDiesInTheMiddle() throws Exception {
    DrillRun run =
        DrillRun.start(
            folder,
            "--shoppers",
            "500000",
            "--connections",
            "2",
            "--in",
            "200ms",
            "--json",
            folder.resolve("i.json").toString());
    awaitSales(run);
    List<ProcessHandle> children = run.process.children().toList();
    assertThat(children).hasSize(1);
    children.getFirst().destroyForcibly();
    run.await();
    run.ended(1);
    assertThat(run.err()).contains("freshet drill: the market died with exit status 137");
    assertThat(folder.resolve("i.json")).content().contains("\"exitCode\" : 1");
  }

  /** Waits until the market has sold something: the rush is under way. */
  private static void awaitSales(DrillRun run) throws Exception {
    URI address = run.market.get(PATIENCE_S, TimeUnit.SECONDS);
    MarketClient client = new MarketClient(address, "demo", null);
    long deadline = System.nanoTime() + Duration.ofSeconds(PATIENCE_S).toNanos();
    while (client.sale().sold() == 0) {
      assertThat(System.nanoTime()).as("the rush begins").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
