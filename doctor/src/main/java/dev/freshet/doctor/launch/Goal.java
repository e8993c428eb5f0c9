package dev.freshet.doctor.launch;

/** What a JVM is started for, when not all can be had. */
public enum Goal {
  /** The slowest requests count: short pauses, memory touched before it is needed, fast cores. */
  LATENCY,
  /** Work done per second counts; pauses do not. */
  THROUGHPUT,
  /** The smallest footprint that still serves. */
  MEMORY
}
