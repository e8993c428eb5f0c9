package dev.freshet.doctor.fault;

/** Arrays of 100 KB without end, some of them kept, in a small heap. */
final class AllocationStorm {
  private static final byte[][] KEPT = new byte[200][];

  private AllocationStorm() {}

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < 2; i++) {
      Thread.ofPlatform().daemon().name("allocator-" + i).start(AllocationStorm::allocate);
    }
    Work.stay();
  }

  static void allocate() {
    for (int i = 0; ; i++) {
      KEPT[i % KEPT.length] = new byte[100_000];
    }
  }
}
