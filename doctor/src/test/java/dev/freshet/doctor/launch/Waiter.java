package dev.freshet.doctor.launch;

import java.io.IOException;

/** A program that knows nothing of Freshet: uses one virtual thread, then waits for its input. */
final class Waiter {
  private Waiter() {}

  public static void main(String... arguments) throws IOException, InterruptedException {
    Thread.startVirtualThread(() -> {}).join();
    System.out.println("up");
    while (System.in.read() >= 0) {
      // Ends with its input, and so with the test.
    }
  }
}
