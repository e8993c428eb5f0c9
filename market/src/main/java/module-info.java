/** The sale server, its store and its checker. */
@SuppressWarnings("requires-automatic") // rocksdbjni and HdrHistogram have no module descriptor
@org.jspecify.annotations.NullMarked
module dev.freshet.market {
  requires static transitive org.jspecify;
  requires dev.freshet.core;
  requires dev.freshet.report;
  requires tools.jackson.core;
  requires HdrHistogram;
  requires rocksdbjni;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;

  exports dev.freshet.market;
  exports dev.freshet.market.check;
}
