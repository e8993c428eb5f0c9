/**
 * Items of one key go to the backend together when that pays, and on their own when it does not.
 *
 * <p>Start at {@link dev.freshet.core.batch.Batcher}.
 */
package dev.freshet.core.batch;
