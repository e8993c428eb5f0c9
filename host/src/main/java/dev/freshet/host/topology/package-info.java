/** How the CPUs and the memory of the machine lie to each other. */
package dev.freshet.host.topology;
