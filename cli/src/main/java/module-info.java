/** The commands. */
@org.jspecify.annotations.NullMarked
module dev.freshet.cli {
  requires static transitive org.jspecify;
  requires dev.freshet.core;
  requires dev.freshet.doctor;
  requires dev.freshet.host;
  requires dev.freshet.report;
  requires dev.freshet.market;
  requires dev.freshet.rush;
  requires dev.freshet.lab;
  requires info.picocli;
  requires java.management;
  requires tools.jackson.databind;

  opens dev.freshet.cli to
      info.picocli;
}
