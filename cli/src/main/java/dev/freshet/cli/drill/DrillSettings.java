package dev.freshet.cli.drill;

import dev.freshet.market.Bug;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one drill is to do, after its command line has been checked.
 *
 * <p>Example: {@code new DrillSettings(100_000, 1_000, "demo", 200, Duration.ofSeconds(2), null,
 * null, null, 7, null, "freshet drill --seed 7")}. Immutable and thread safe.
 *
 * @param shoppers requests, one per shopper, 1 or more
 * @param stock units on sale; of no meaning with {@code market}
 * @param sku what is sold
 * @param connections how many the shoppers share
 * @param in time from armed to T0
 * @param crash how the market is brought down in the middle, or null
 * @param bug the broken mode to run the market in, or null
 * @param market a running market to rehearse against, or null to start one
 * @param seed picks the keys and the fail point
 * @param data the data folder, or null for a fresh private one
 * @param command the command line that repeats this drill
 */
public record DrillSettings(
    int shoppers,
    int stock,
    String sku,
    int connections,
    Duration in,
    @Nullable CrashKind crash,
    @Nullable Bug bug,
    @Nullable URI market,
    long seed,
    @Nullable Path data,
    String command) {}
