/** The limits that control groups set to a process: versions 1 and 2, ancestors included. */
package dev.freshet.host.cgroup;
