package dev.freshet.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cli.BadInput;
import dev.freshet.cli.ExitCode;
import dev.freshet.market.Bug;
import dev.freshet.market.FailPoint;
import dev.freshet.market.OrderSigner;
import dev.freshet.market.check.Invariant;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of a drill that need no market. */
class DrillPartsTest {
  private static DrillSettings settings(int shoppers, int connections) {
    return InputCheck.check(
        shoppers, 10, "demo", connections, Duration.ofSeconds(2), null, null, null, 7, null);
  }

  @Test
  void commandRepeatsTheDrill() {
    DrillSettings settings =
        InputCheck.check(
            5,
            10,
            "demo",
            200,
            Duration.ofMillis(1500),
            CrashKind.KILL,
            Bug.DROP_TAIL,
            null,
            42,
            Path.of("my folder"));
    assertThat(settings.command())
        .isEqualTo(
            "freshet drill --shoppers 5 --stock 10 --in 1500ms --crash kill --bug drop-tail"
                + " --seed 42 --data 'my folder'");
  }

  @Test
  void tooManyShoppersForTheHeap() {
    assertThatThrownBy(() -> settings(Integer.MAX_VALUE, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("--shoppers '2147483647': must be a whole number from 1 to ");
  }

  @Test
  void moreConnectionsThanFileDescriptors() {
    assertThatThrownBy(() -> settings(1, Integer.MAX_VALUE))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("--connections '2147483647': must be a whole number from 1 to ");
  }

  @Test
  void runningMarketHasItsOwnStock() {
    URI market = URI.create("http://127.0.0.1:9");
    assertThatThrownBy(
            () ->
                InputCheck.check(
                    1, 10, "demo", 1, Duration.ofSeconds(1), null, null, market, 7, null))
        .isInstanceOf(BadInput.class)
        .hasMessage("--stock '10': cannot be set with --market; that market has its own");
  }

  @Test
  void publicAddressIsRefused() {
    URI market = URI.create("http://8.8.8.8:80");
    assertThatThrownBy(
            () ->
                InputCheck.check(
                    1, null, "demo", 1, Duration.ofSeconds(1), null, null, market, 7, null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("--market 'http://8.8.8.8:80'");
  }

  @Test
  void strangeSku() {
    assertThatThrownBy(
            () ->
                InputCheck.check(1, 10, "a/b", 1, Duration.ofSeconds(1), null, null, null, 7, null))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("--sku 'a/b': must be 1 to 64");
  }

  @Test
  void seedPicksOrderAndStage() {
    Set<FailPoint.Stage> stages = EnumSet.noneOf(FailPoint.Stage.class);
    Set<Long> orders = new HashSet<>();
    for (long seed = 0; seed < 200; seed++) {
      CrashPlan plan = CrashPlan.of(CrashKind.KILL, seed, 1_000, 200);
      assertThat(plan).isEqualTo(CrashPlan.of(CrashKind.KILL, seed, 1_000, 200));
      assertThat(plan.point().order()).isBetween(201L, 875L);
      stages.add(plan.point().stage());
      orders.add(plan.point().order());
    }
    assertThat(stages).hasSize(3);
    assertThat(orders).hasSizeGreaterThan(100);
    assertThat(CrashPlan.of(CrashKind.KILL, 1, 1, 200).point().order()).isEqualTo(1);
    assertThat(CrashPlan.of(CrashKind.KILL, 1, 50, 200).point().order()).isEqualTo(44);
  }

  @Test
  void powerCutLeavesWhatWasSynced(@TempDir Path data) throws IOException {
    Path wal = Files.write(data.resolve("000004.log"), new byte[1_000]);
    assertThat(OwnMarket.cut(data, new FailPointLine("after-append", 1, "000004.log", 600)))
        .isEqualTo(400);
    assertThat(wal).hasSize(600);
    assertThat(OwnMarket.cut(data, new FailPointLine("after-sync", 1, "000004.log", 600))).isZero();
    assertThat(OwnMarket.cut(data, new FailPointLine("before-append", 1, "none", 0))).isZero();
  }

  @Test
  void failPointLineNamesAFileNotAPath() {
    assertThat(FailPointLine.parse("fail-point after-append order=1 wal=../../x synced=0"))
        .isEmpty();
    assertThat(FailPointLine.parse("fail-point after-append order=1 wal=/etc/passwd synced=0"))
        .isEmpty();
    assertThat(FailPointLine.parse("hello")).isEmpty();
  }

  @Test
  void whatBelongsToThisJvmAloneIsNotInherited() {
    assertThat(
            ChildCommand.inherited(
                List.of(
                    "-Xmx1g",
                    "-XX:AOTCache=c",
                    "-XX:AOTCacheOutput=c",
                    "-agentlib:jdwp=transport=dt_socket",
                    "--module-path=lib",
                    "-Djdk.module.main=dev.freshet.cli",
                    "--patch-module=a=b")))
        .containsExactly("-Xmx1g", "-XX:AOTCache=c", "--module-path=lib");
  }

  @Test
  void requestsAreSignedAndCarryTheirKey() {
    OrderSigner signer = OrderSigner.hmacSha256("secret".getBytes(StandardCharsets.UTF_8));
    OrderForms forms = new OrderForms("demo", "127.0.0.1", 7, 0, 1_790_000_000_000L, signer);
    String request = new String(forms.request(3), StandardCharsets.US_ASCII);
    String body = request.substring(request.indexOf("\r\n\r\n") + 4);
    assertThat(body)
        .isEqualTo(
            "{\"user\":\"%s\",\"quantity\":1,\"timestamp\":1790000000000}"
                .formatted(forms.user(3)));
    String signature =
        signer.sign(
            "POST",
            "/sales/demo/orders",
            "1790000000000",
            body.getBytes(StandardCharsets.US_ASCII),
            "demo");
    assertThat(request)
        .startsWith("POST /sales/demo/orders HTTP/1.1\r\n")
        .contains("\r\nIdempotency-Key: " + forms.key(3) + "\r\n")
        .contains("\r\nX-Signature: " + signature + "\r\n")
        .contains("\r\nContent-Length: " + body.length() + "\r\n");
  }

  @Test
  void laterRehearsalAsksWithOtherKeys() {
    Set<String> keys = new HashSet<>();
    for (long seed = 0; seed < 100; seed++) {
      keys.add(new OrderForms("demo", "h", seed, 0, 0, null).key(0));
      keys.add(new OrderForms("demo", "h", seed, 1_000, 0, null).key(0));
    }
    assertThat(keys).hasSize(200);
    assertThat(new OrderForms("demo", "h", 5, 9, 1, null).key(0))
        .isEqualTo(new OrderForms("demo", "h", 5, 9, 2, null).key(0));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "I1, 10",
    "I5, 10",
    "I2, 11",
    "I4, 12",
    "I8, 12",
    "I6, 13",
    "I3, 14",
    "I7, 15",
    "I9, 16",
    "I10, 16",
    "I10 I7, 15",
    "I5 I2 I4, 10",
    "I4 I6, 12"
  })
  void lowestCodeWins(String broken, int code) {
    assertThat(verdict(broken, "", "", false).code().code()).isEqualTo(code);
  }

  @Test
  void doubtsAndTroublesHaveTheirPlace() {
    assertThat(verdict("I1", "garbage", "late", true).code()).isEqualTo(ExitCode.INTERNAL);
    assertThat(verdict("I1", "", "late", true).code()).isEqualTo(ExitCode.OVERSOLD);
    assertThat(verdict("", "", "late", true).code()).isEqualTo(ExitCode.CANNOT_JUDGE);
    assertThat(verdict("", "", "", true).code()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(verdict("", "", "the gate let go 12 ms late", false).sentence())
        .isEqualTo("The invariants hold, but the gate let go 12 ms late.");
  }

  private static Verdict verdict(String broken, String trouble, String doubt, boolean interrupted) {
    List<Invariant> invariants = new ArrayList<>();
    List<String> ids = List.of(broken.split(" ", -1));
    for (int i = 1; i <= 10; i++) {
      invariants.add(new Invariant("I" + i, "name", !ids.contains("I" + i), "detail"));
    }
    return Verdict.of(invariants, trouble, doubt, interrupted, 100);
  }
}
