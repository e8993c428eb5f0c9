/** The sale server, its store and its checker. */
package dev.freshet.market;
