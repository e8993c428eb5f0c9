/** The machine under the program: its clock, the gate that fires on it, and its facts. */
@org.jspecify.annotations.NullMarked
module dev.freshet.host {
  requires static transitive org.jspecify;
  requires java.management;
  requires jdk.management;

  exports dev.freshet.host;
  exports dev.freshet.host.cgroup;
  exports dev.freshet.host.process;
  exports dev.freshet.host.scheduling;
  exports dev.freshet.host.system;
  exports dev.freshet.host.topology;
}
