package dev.freshet.doctor.fault;

/** Nothing is wrong: idle, or with {@code busy} at work within what the machine can give. */
final class Healthy {
  private Healthy() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      for (int i = 0; i < 40; i++) {
        Thread.startVirtualThread(Healthy::serve);
      }
    }
    Work.stay();
  }

  static void serve() {
    while (true) {
      Work.compute(200);
      Work.rest(20_000);
    }
  }
}
