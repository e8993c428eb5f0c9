/** The machine under the program: its clock, the gate that fires on it, and its facts. */
package dev.freshet.host;
