package dev.freshet.core.reuse;

/** What user code throws where nobody can be told by an exception. */
final class Failures {
  private Failures() {}

  /** Does what the JVM does for a thread that dies. */
  static void uncaught(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }
}
