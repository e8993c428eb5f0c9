package dev.freshet.doctor.fault;

/** More platform threads compute than there are processors, or than the mask allows. */
final class Spinners {
  private Spinners() {}

  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[0]);
    for (int i = 0; i < threads; i++) {
      Thread.ofPlatform().daemon().name("spinner-" + i).start(Spinners::spin);
    }
    Work.stay();
  }

  static void spin() {
    while (true) {
      Work.compute(1_000_000);
    }
  }
}
