package dev.freshet.doctor.fault;

/** One virtual thread computes for seconds on the only carrier; all others wait. */
final class SpinningTask {
  private SpinningTask() {}

  public static void main(String[] arguments) throws Exception {
    Work.heartbeats(20);
    Thread.startVirtualThread(SpinningTask::spin);
    Work.stay();
  }

  static void spin() {
    while (true) {
      Work.compute(2_000_000);
      Work.letOthersOn();
    }
  }
}
