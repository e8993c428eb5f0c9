/** Every execution model and its rivals on three axes, ending in a choice. */
@SuppressWarnings("requires-automatic") // HdrHistogram has no module descriptor
@org.jspecify.annotations.NullMarked
module dev.freshet.lab {
  requires static transitive org.jspecify;
  requires dev.freshet.core;
  requires transitive dev.freshet.host;
  requires transitive dev.freshet.report;
  requires dev.freshet.market;
  requires java.net.http;
  requires jdk.management;
  requires tools.jackson.databind;
  requires com.lmax.disruptor;
  requires com.softwaremill.jox;
  requires io.netty.common;
  requires org.jctools.core.jdk11;
  requires HdrHistogram;

  exports dev.freshet.lab;
  exports dev.freshet.lab.guide;
  exports dev.freshet.lab.result;

  opens dev.freshet.lab to
      tools.jackson.databind;
  opens dev.freshet.lab.child to
      tools.jackson.databind;

  uses dev.freshet.lab.subject.SubjectSource;
}
