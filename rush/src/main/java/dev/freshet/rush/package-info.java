/** The timed client: fires at one instant and stamps every attempt. */
package dev.freshet.rush;
