/**
 * The doctor: evidence of a running JVM, and the causes it names.
 *
 * <p>Data flows one way: {@code source} reads samples and events → {@code window} joins them on one
 * timeline → {@code cause} decides → {@link dev.freshet.doctor.Diagnosis} → terminal, JSON, HTML.
 */
package dev.freshet.doctor;
