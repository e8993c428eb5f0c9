/**
 * Where evidence comes from: files of the kernel, and channels into the JVM. Everything that may
 * hang has a time-out; everything that is switched on is switched off again.
 */
package dev.freshet.doctor.source;
