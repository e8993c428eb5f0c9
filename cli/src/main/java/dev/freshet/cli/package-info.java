/**
 * The commands and their common conventions: exit codes, complaints, options, output, interruption.
 */
package dev.freshet.cli;
