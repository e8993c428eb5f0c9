/** The commands. */
package dev.freshet.cli;
