/**
 * The timed client: fires HTTP/1.1 requests at one instant over connections proven alive before,
 * and stamps every attempt.
 *
 * <p>{@link dev.freshet.rush.RushPlan} says what to send where, {@link dev.freshet.rush.Rush} arms
 * and fires, {@link dev.freshet.rush.RushResult} and {@link dev.freshet.rush.History} say what came
 * of it. Nothing here knows of sales; a target may be any server on a loopback or private address.
 *
 * <p>Inside, top down: Loops (seen from any thread) own one RushLoop per event loop, which owns the
 * Slots (one per connection), the Dialer that opens them, the Proving before T0, and the Traffic
 * over them; a Campaign is one loop's share of one run.
 */
package dev.freshet.rush;
