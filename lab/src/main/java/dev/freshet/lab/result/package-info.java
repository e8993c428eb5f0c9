/** What a lab measured, as JSON and as a page. */
package dev.freshet.lab.result;
