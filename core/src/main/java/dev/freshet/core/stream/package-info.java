/**
 * Streams of elements through pools: a {@link java.util.stream.Gatherer} for one stage inside a
 * {@code java.util.stream} and a {@link dev.freshet.core.stream.Pipeline} for several stages, each
 * with a pool, a parallelism and a buffer of its own.
 *
 * <p>Naming law for memory modes: a plain field read or written directly is confined to the owner,
 * the thread that drives the stream at the moment, or to a batch's task between the batch's two
 * hand-overs. Every other access goes through a VarHandle whose method names the mode, or to a
 * volatile field.
 */
package dev.freshet.core.stream;
