/** The execution models that are compared: Freshet's, the JDK's, and those of libraries. */
package dev.freshet.lab.subject;
