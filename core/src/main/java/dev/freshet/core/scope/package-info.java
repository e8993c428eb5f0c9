/**
 * Groups of tasks that end as one, and the deadlines they work under. Start at {@link
 * dev.freshet.core.scope.Deadline}.
 */
package dev.freshet.core.scope;
