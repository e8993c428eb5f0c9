package dev.freshet.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Whole drills: two JVMs, real sockets, real disk. */
class DrillEndToEndTest {
  /** Not a multiple of the connections: a commit of 20 orders cannot take the last unit exactly. */
  private static final int STOCK = 307;

  private static final String[] SMALL = {
    "--shoppers", "2000", "--stock", Integer.toString(STOCK), "--connections", "20"
  };

  @TempDir private Path folder;

  private DrillRun drill(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(SMALL));
    arguments.addAll(List.of(more));
    return DrillRun.of(folder, arguments.toArray(String[]::new));
  }

  @Test
  void correctMarketHolds() throws Exception {
    DrillRun run = drill("--seed", "7").held();
    assertThat(run.out()).contains("sold out              1,693        1,693");
    assertThat(run.out().lines().count()).isLessThanOrEqualTo(30);
    JsonNode json = run.json();
    assertThat(json.at("/schema").stringValue()).isEqualTo("freshet/drill/1");
    assertThat(json.at("/exitCode").intValue()).isEqualTo(run.status());
    assertThat(json.at("/outcomes/ok").intValue()).isEqualTo(STOCK);
    assertThat(json.at("/outcomes/soldOut").intValue()).isEqualTo(2_000 - STOCK);
    assertThat(json.at("/orders/accepted").intValue()).isEqualTo(STOCK);
    assertThat(json.at("/orders/readBack").intValue()).isEqualTo(STOCK);
    assertThat(json.at("/invariants").size()).isEqualTo(10);
    for (String field :
        List.of(
            "shoppers",
            "stock",
            "connections",
            "transport",
            "attempts",
            "elapsedMs",
            "seed",
            "command",
            "verdict",
            "host/os",
            "host/cpus",
            "timing/gateErrorUs/p50",
            "timing/gateErrorUs/p99",
            "timing/gateErrorUs/max",
            "timing/gateErrorUs/fired",
            "timing/sendSpreadUs",
            "timing/firstArrivalUs",
            "timing/soldOutAfterMs",
            "throughput/decisionsPerSecond",
            "throughput/durableAcceptsPerSecond",
            "latencyUs/response/p50",
            "latencyUs/response/p90",
            "latencyUs/response/p99",
            "latencyUs/response/p999",
            "latencyUs/response/max",
            "latencyUs/service/p50",
            "latencyUs/service/max",
            "fsyncUs/p50",
            "fsyncUs/p99",
            "fsyncUs/mean",
            "memory/clientPeakRssMiB",
            "memory/marketPeakRssMiB")) {
      JsonNode node = json.at("/" + field);
      assertThat(node.isMissingNode() || node.isNull()).as(field).isFalse();
    }
    assertThat(json.at("/timing/gateErrorUs/rounds").intValue()).isGreaterThanOrEqualTo(200);
    assertThat(run.report).content().contains("Arrivals around T0");
    assertThat(Files.size(run.report)).isLessThanOrEqualTo(1 << 20);
  }

  @ParameterizedTest
  @CsvSource({
    "check-then-act, , 10, I1",
    "lost-update, , 10, I1",
    "ack-before-sync, power, 11, I2",
    "drop-tail, kill, 11, I2",
    "forget-keys, kill, 12, I4",
    "false-sold-out, , 13, I6",
    "invent, , 14, I3",
    "reorder, , 15, I7"
  })
  void bugIsCaughtWithItsCode(String bug, String crash, int code, String invariant)
      throws Exception {
    DrillRun run = crash == null ? drill("--bug", bug) : drill("--bug", bug, "--crash", crash);
    run.ended(code);
    List<String> broken = new ArrayList<>();
    for (JsonNode one : run.json().at("/invariants")) {
      if (!one.at("/holds").booleanValue()) {
        broken.add(one.at("/id").stringValue());
      }
    }
    assertThat(broken).contains(invariant);
    assertThat(run.json().at("/bug").stringValue()).isEqualTo(bug);
    assertThat(run.out()).contains("Repeat it: freshet drill").contains("(exit " + code + ")");
  }

  @ParameterizedTest
  @CsvSource({"kill, 1", "power, 2"})
  void crashLosesNothing(String crash, int seed) throws Exception {
    crashed(crash, seed);
  }

  @Tag("deep")
  @ParameterizedTest
  @CsvSource({"kill", "power"})
  void crashLosesNothingForTwentySeeds(String crash) throws Exception {
    for (int seed = 100; seed < 120; seed++) {
      crashed(crash, seed);
    }
  }

  private void crashed(String crash, int seed) throws Exception {
    DrillRun run = drill("--crash", crash, "--seed", Integer.toString(seed)).held();
    JsonNode json = run.json();
    assertThat(json.at("/crash/kind").stringValue()).isEqualTo(crash);
    assertThat(json.at("/crash/reached").booleanValue()).isTrue();
    assertThat(json.at("/afterwards/askedAgain").intValue()).isEqualTo(STOCK);
    assertThat(json.at("/outcomes/indeterminate").intValue()).isZero();
    assertThat(json.at("/orders/readBack").intValue()).isEqualTo(STOCK);
  }

  @Test
  void givenDataFolderStaysAndIsTheBaselineOfTheNextDrill() throws Exception {
    Path data = folder.resolve("data");
    String[] arguments = {
      "--shoppers",
      "100",
      "--stock",
      "150",
      "--connections",
      "10",
      "--seed",
      "5",
      "--data",
      data.toString()
    };
    DrillRun first = DrillRun.of(folder, arguments).held();
    assertThat(first.json().at("/outcomes/ok").intValue()).isEqualTo(100);
    assertThat(first.json().at("/timing/soldOutAfterMs").isNull()).isTrue();
    assertThat(data).isDirectory();
    DrillRun second = DrillRun.of(folder, arguments).held();
    assertThat(second.json().at("/stock").intValue()).isEqualTo(50);
    assertThat(second.json().at("/outcomes/ok").intValue()).isEqualTo(50);
    assertThat(second.err()).contains("100 units sold before");
  }
}
