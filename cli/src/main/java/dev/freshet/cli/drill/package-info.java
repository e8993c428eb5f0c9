/**
 * The drill: a sale rehearsed end to end.
 *
 * <p>{@link dev.freshet.cli.drill.Drill} goes through it step by step; {@code OwnMarket} owns the
 * market's process, folder and crash; {@code OrderForms} writes the orders; {@code Ledger}
 * translates the client's stamps for the checker; {@code Verdict} weighs the findings; {@code
 * Story}, {@link dev.freshet.cli.drill.DrillJson} and {@link dev.freshet.cli.drill.DrillPage} show
 * them.
 */
package dev.freshet.cli.drill;
