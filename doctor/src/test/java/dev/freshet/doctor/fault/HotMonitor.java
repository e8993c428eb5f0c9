package dev.freshet.doctor.fault;

/** Ten threads fight for one monitor; virtual ones, or with {@code platform} platform threads. */
final class HotMonitor {
  private static final Ledger LEDGER = new Ledger();

  private HotMonitor() {}

  /** What they fight for. */
  static final class Ledger {
    synchronized void book() {
      Work.rest(10_000);
    }
  }

  public static void main(String[] arguments) throws Exception {
    boolean platform = arguments.length > 0;
    for (int i = 0; i < 10; i++) {
      (platform ? Thread.ofPlatform().daemon() : Thread.ofVirtual()).start(HotMonitor::fight);
    }
    Work.stay();
  }

  static void fight() {
    while (true) {
      LEDGER.book();
    }
  }
}
