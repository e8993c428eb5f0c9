/**
 * The files of the kernel below one root, and the words they are written in. The other packages of
 * this module read through it, so that a tree of files can stand for a machine that is not here.
 */
package dev.freshet.host.system;
