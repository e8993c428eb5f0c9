/**
 * Results as JSON and as one HTML file.
 *
 * <p>Callers hand over data: {@link dev.freshet.report.LatencySummary}, {@link
 * dev.freshet.report.Check}, {@link dev.freshet.report.LineChart} and the other components. {@link
 * dev.freshet.report.HtmlReport} owns everything that is seen (type, palette, scales, ticks, data
 * tables, print), everything that is safe (escaping, content security policy) and everything that
 * is bounded (decimation, 1 MiB). {@link dev.freshet.report.JsonFile} writes the same results for
 * machines. Nothing here reads a clock or a random source: equal data give equal bytes.
 */
package dev.freshet.report;
