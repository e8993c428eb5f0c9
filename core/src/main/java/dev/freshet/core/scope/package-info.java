/**
 * Groups of tasks that end as one, and the deadlines they work under. Start at {@link
 * dev.freshet.core.scope.Scope}.
 */
package dev.freshet.core.scope;
