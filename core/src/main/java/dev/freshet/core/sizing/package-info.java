/**
 * How large a pool should be: policies that turn a sample of its counters into a limit. Pure
 * arithmetic without threads and clocks, deterministic, needs nothing of the engine. Not exported.
 */
package dev.freshet.core.sizing;
