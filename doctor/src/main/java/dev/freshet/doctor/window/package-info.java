/** What was seen, second by second, on one timeline: kernel, container and JVM side by side. */
package dev.freshet.doctor.window;
