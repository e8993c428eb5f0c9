package dev.freshet.cli.drill;

import dev.freshet.market.check.OrderRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /sales/SKU} said at one moment.
 *
 * @param sku what is sold
 * @param stock units at the beginning
 * @param available units left
 * @param sold units sold
 * @param perUser most units per user, 0 for no limit
 * @param bug the broken mode the market runs in, or null
 * @param accepted orders accepted by this process
 * @param transport such as {@code epoll}
 * @param fileSystem type of the data folder's file system, or null
 * @param fsync measured commits, or null before the first
 * @param peakRssMiB the market's own figure, or null
 * @param firstOrderNanos epoch nanoseconds of the first order's receipt, or null
 */
record SaleState(
    String sku,
    long stock,
    long available,
    long sold,
    long perUser,
    @Nullable String bug,
    long accepted,
    @Nullable String transport,
    @Nullable String fileSystem,
    @Nullable Fsync fsync,
    @Nullable Long peakRssMiB,
    @Nullable Long firstOrderNanos) {

  /** Commits in microseconds. */
  record Fsync(double p50, double p99, double mean, long count) {}

  /** One page of the audit export. */
  record Page(List<OrderRow> orders, long last, boolean more) {}
}
