/** The rules that name a cause, and the order in which they are asked. */
package dev.freshet.doctor.cause;
