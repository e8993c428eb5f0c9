package dev.freshet.lab.workload;

/** Waits, as for a remote call. */
final class SleepBody implements Body {
  private static final long MILLIS = 10;

  @Override
  public void run(int index) throws InterruptedException {
    Thread.sleep(MILLIS);
  }
}
