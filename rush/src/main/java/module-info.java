/** The timed client: fires at one instant and stamps every attempt. */
@SuppressWarnings("requires-automatic") // HdrHistogram is published without a module descriptor
@org.jspecify.annotations.NullMarked
module dev.freshet.rush {
  requires static transitive org.jspecify;
  requires transitive dev.freshet.host;
  requires transitive dev.freshet.report;
  requires tools.jackson.core;
  requires HdrHistogram;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires java.management;
  requires jdk.management;

  exports dev.freshet.rush;
}
