/**
 * The sale server: one sale, one single writer, one RocksDB folder, HTTP/1.1 in front.
 *
 * <p>Here lives what a caller needs: {@link dev.freshet.market.MarketConfig} and {@link
 * dev.freshet.market.MarketServer}, the names of the broken modes and of the fail points, and the
 * signatures of orders. Decisions are made in {@code sale}, kept in {@code store} and spoken in
 * {@code http}, none of which is exported.
 */
package dev.freshet.market;
