package dev.freshet.doctor.fault;

/** As many virtual threads compute without end as there are carriers. */
final class CpuHogs {
  private CpuHogs() {}

  public static void main(String[] arguments) throws Exception {
    Work.heartbeats(20);
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread.startVirtualThread(CpuHogs::hog);
    }
    Work.stay();
  }

  static void hog() {
    while (true) {
      Work.compute(1_000_000);
    }
  }
}
