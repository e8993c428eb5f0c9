/** Names why a JVM stalls while its CPU is idle, and sets what helps. */
@SuppressWarnings("requires-automatic") // HdrHistogram has no module descriptor
@org.jspecify.annotations.NullMarked
module dev.freshet.doctor {
  requires static transitive org.jspecify;
  requires transitive dev.freshet.host;
  requires transitive dev.freshet.report;
  requires HdrHistogram;
  requires java.management;
  requires java.management.rmi;
  requires jdk.attach;
  requires jdk.httpserver;
  requires jdk.jfr;
  requires jdk.management;
  requires jdk.management.agent;
  requires jdk.management.jfr;

  exports dev.freshet.doctor;
  exports dev.freshet.doctor.look;
  exports dev.freshet.doctor.show;
  exports dev.freshet.doctor.window;
  exports dev.freshet.doctor.tune;
  exports dev.freshet.doctor.launch;

  opens dev.freshet.doctor to
      tools.jackson.databind;
}
