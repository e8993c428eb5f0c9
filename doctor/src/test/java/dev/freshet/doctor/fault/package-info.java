/**
 * Small programs with one fault each, and two without. They know nothing of the doctor: each is
 * started as a JVM of its own and ends when its standard input does.
 */
package dev.freshet.doctor.fault;
