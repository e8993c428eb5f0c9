/** Bounded pools that admit task records, not threads. */
package dev.freshet.core;
