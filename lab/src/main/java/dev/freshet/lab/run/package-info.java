/** How cells become rounds: what fits into the time, in which order, and what the machine did. */
package dev.freshet.lab.run;
