package dev.freshet.doctor.fault;

/** Short tasks arrive at more than the rate at which the carriers can run them. */
final class PileUp {
  private PileUp() {}

  public static void main(String[] arguments) throws Exception {
    Thread.ofPlatform()
        .daemon()
        .name("arrivals")
        .start(
            () -> {
              while (true) {
                // Two carriers can serve some 1,000 of 2 ms a second.
                for (int i = 0; i < 20; i++) {
                  Thread.startVirtualThread(PileUp::serve);
                }
                Work.rest(10_000);
              }
            });
    Work.stay();
  }

  static void serve() {
    Work.compute(2_000);
  }
}
