/** What {@code freshet lab} tells: lines of progress, tables, files. */
package dev.freshet.cli.lab;
