/** Results as JSON and as one HTML file. */
package dev.freshet.report;
