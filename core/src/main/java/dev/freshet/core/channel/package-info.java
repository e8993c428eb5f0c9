/**
 * Channels: bounded and rendezvous, and the choice between several. Start at {@link
 * dev.freshet.core.channel.Channel}.
 */
package dev.freshet.core.channel;
