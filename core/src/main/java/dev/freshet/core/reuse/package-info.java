/**
 * Things that are dear to make and used again: a bounded pool of connections, a cache of buffers.
 *
 * <p>Naming law for memory modes: a plain field name read or written directly is volatile if the
 * field is declared so, and otherwise guarded by the lock of its owner or confined to one thread;
 * every weaker access goes through a VarHandle whose method names the mode.
 */
package dev.freshet.core.reuse;
