/** Bounded pools that admit task records, not threads. */
@org.jspecify.annotations.NullMarked
module dev.freshet.core {
  requires static transitive org.jspecify;
  requires jdk.jfr;

  exports dev.freshet.core;
  exports dev.freshet.core.keyed;
  exports dev.freshet.core.scope;
}
