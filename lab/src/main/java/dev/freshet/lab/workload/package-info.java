/** What the subjects are given to do, and how it is checked that they did it. */
package dev.freshet.lab.workload;
