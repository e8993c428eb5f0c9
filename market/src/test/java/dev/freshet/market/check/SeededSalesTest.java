package dev.freshet.market.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.market.check.SimulatedSale.Crash;
import dev.freshet.market.check.SimulatedSale.Fault;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Correct sales pass, faulty ones fail by the right name, whatever the interleaving. */
class SeededSalesTest {
  private static final int SEEDS = 300;

  /** The table of exit codes. */
  private static final Map<String, Integer> CODES =
      Map.of(
          "I1", 10, "I5", 10, "I2", 11, "I4", 12, "I8", 12, "I6", 13, "I3", 14, "I7", 15, "I9", 16,
          "I10", 16);

  @ParameterizedTest
  @EnumSource(Crash.class)
  void correctSalesHold(Crash crash) {
    holdForSeeds(crash, 0, SEEDS);
  }

  @Tag("deep")
  @ParameterizedTest
  @EnumSource(Crash.class)
  void correctSalesHoldForManySeeds(Crash crash) {
    holdForSeeds(crash, SEEDS, SEEDS + 20_000);
  }

  private static void holdForSeeds(Crash crash, int from, int to) {
    int crashes = 0;
    for (int seed = from; seed < to; seed++) {
      SimulatedSale sale = new SimulatedSale(seed, Fault.NONE, crash);
      crashes += sale.crashes;
      assertThat(sale.check())
          .as("seed %d", seed)
          .allSatisfy(finding -> assertThat(finding.holds()).as(finding.toString()).isTrue());
    }
    assertThat(crashes > 0).as("crashes happened").isEqualTo(crash != Crash.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "CHECK_THEN_ACT, NONE, 10",
    "LOST_UPDATE, NONE, 10",
    "ACK_BEFORE_SYNC, POWER, 11",
    "DROP_TAIL, KILL, 11",
    "FORGET_KEYS, KILL, 12",
    "FALSE_SOLD_OUT, NONE, 13",
    "INVENT, NONE, 14",
    "REORDER, NONE, 15"
  })
  void faultsFailByTheirOwnCode(Fault fault, Crash crash, int code) {
    Map<Integer, Integer> codes = new TreeMap<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedSale sale = new SimulatedSale(seed, fault, crash);
      List<Invariant> findings = sale.check();
      int lowest =
          findings.stream()
              .filter(finding -> !finding.holds())
              .mapToInt(finding -> CODES.get(finding.id()))
              .min()
              .orElse(0);
      codes.merge(lowest, 1, Integer::sum);
      assertThat(lowest).as("seed %d: %s", seed, findings).isIn(0, code);
    }
    // A fault needs its occasion (an order in flight at the crash, a late seq): most seeds have it.
    assertThat(codes.getOrDefault(code, 0)).as("found %s", codes).isGreaterThan(SEEDS * 2 / 3);
  }

  @Test
  void equalSeedsTellEqualFindings() {
    for (Fault fault : Fault.values()) {
      assertThat(new SimulatedSale(7, fault, Crash.POWER).check())
          .isEqualTo(new SimulatedSale(7, fault, Crash.POWER).check());
    }
  }
}
