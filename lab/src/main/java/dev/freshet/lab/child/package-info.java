/** One run of one cell in a JVM of its own: how it is started, what it measures, how it ends. */
package dev.freshet.lab.child;
