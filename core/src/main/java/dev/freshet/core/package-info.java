/**
 * Bounded pools that admit task records, not threads. Start at {@link dev.freshet.core.TaskPool}.
 */
package dev.freshet.core;
