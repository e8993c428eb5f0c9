package dev.freshet.rush;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;

/**
 * What a loop needs of Netty: its thread, a configured bootstrap, and the buffer its reads share.
 */
record Wiring(EventLoop loop, Bootstrap bootstrap, ReceiveBuffer receive) {}
