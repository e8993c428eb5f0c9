/** Bounded pools that admit task records, not threads. */
@org.jspecify.annotations.NullMarked
module dev.freshet.core {
  requires static transitive org.jspecify;
  requires jdk.jfr;

  exports dev.freshet.core;
  exports dev.freshet.core.keyed;
  exports dev.freshet.core.scope;
  exports dev.freshet.core.watch;
  exports dev.freshet.core.channel;
  exports dev.freshet.core.ring;
  exports dev.freshet.core.broadcast;
  exports dev.freshet.core.reuse;
  exports dev.freshet.core.batch;
  exports dev.freshet.core.stream;
}
