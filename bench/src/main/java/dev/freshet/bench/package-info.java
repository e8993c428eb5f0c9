/** Benchmarks beside the rivals; never shipped. Run them with {@code bench/run}. */
package dev.freshet.bench;
