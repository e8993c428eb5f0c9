/**
 * What can be set about scheduling, and what it costs: which CPUs a thread runs on, its priority,
 * how late the kernel may wake it, the carriers of virtual threads. Each setting tells whether it
 * was applied, having read it back.
 *
 * <p>Affinity and priority call the C library: start the JVM with {@code
 * --enable-native-access=dev.freshet.host}.
 */
package dev.freshet.host.scheduling;
