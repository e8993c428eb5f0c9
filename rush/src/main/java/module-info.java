/** The timed client: fires at one instant and stamps every attempt. */
@SuppressWarnings("requires-automatic") // HdrHistogram is published without a module descriptor
@org.jspecify.annotations.NullMarked
module dev.freshet.rush {
  requires static transitive org.jspecify;
  requires dev.freshet.core;
  requires transitive dev.freshet.host;
  requires dev.freshet.report;
  requires tools.jackson.databind;
  requires HdrHistogram;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;

  exports dev.freshet.rush;
}
