/** Shows what was found: lines for a terminal, JSON, and one HTML file. */
package dev.freshet.doctor.show;
