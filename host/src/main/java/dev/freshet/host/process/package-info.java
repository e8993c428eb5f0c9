/** What processes, their threads and the machine have done so far, read from /proc. */
package dev.freshet.host.process;
