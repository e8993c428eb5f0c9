package dev.freshet.cli.drill;

import dev.freshet.host.HostFacts;
import dev.freshet.market.check.Invariant;
import dev.freshet.market.check.SaleTerms;
import dev.freshet.rush.ArmReport;
import dev.freshet.rush.Outcome;
import dev.freshet.rush.RushResult;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a drill found out; terminal, JSON and report each show their part of it.
 *
 * @param settings what was asked for
 * @param address where the market was
 * @param terms what was sold
 * @param end the sale when all was quiet
 * @param armed how ready the client was
 * @param rush what it did
 * @param outcomes final outcome per shopper, counted after the later rounds
 * @param attempts attempts of the rush, counted by how they ended
 * @param settled shoppers whose fate a later round cleared up
 * @param asked shoppers whose answered request was asked again after a crash
 * @param accepted shoppers that hold an order
 * @param readBack orders read back
 * @param invariants I1 to I10
 * @param figures throughput and such
 * @param crash how the crash went, or null
 * @param stallMs longest stall of the client over T0
 * @param clientPeakRssMiB memory of this process, or null
 * @param marketPeakRssMiB memory of the market, or null
 * @param host the machine
 * @param verdict what it amounts to
 */
public record DrillResult(
    DrillSettings settings,
    URI address,
    SaleTerms terms,
    SaleState end,
    ArmReport armed,
    RushResult rush,
    Map<Outcome, Long> outcomes,
    Map<Outcome, Long> attempts,
    int settled,
    int asked,
    int accepted,
    int readBack,
    List<Invariant> invariants,
    Figures figures,
    @Nullable CrashReport crash,
    double stallMs,
    @Nullable Long clientPeakRssMiB,
    @Nullable Long marketPeakRssMiB,
    HostFacts host,
    Verdict verdict) {}
