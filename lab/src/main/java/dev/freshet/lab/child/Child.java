package dev.freshet.lab.child;

import dev.freshet.lab.Measurement;
import dev.freshet.lab.workload.Workload;
import dev.freshet.lab.workload.Workloads;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The program of the measuring JVM: reads a trial, runs it, writes the measurement. {@link
 * ChildJvm} starts it.
 *
 * <p>Its argument is a folder with the file {@value #TRIAL}; the figures go into {@value
 * #MEASUREMENT} beside it. Exit codes: 0 measured, {@value #OUT_OF_MEMORY} heap too small, {@value
 * #WRONG_RESULT} wrong result, anything else a crash. The last line on standard error says why.
 */
public final class Child {
  /** What {@code -XX:+ExitOnOutOfMemoryError} exits with. */
  static final int OUT_OF_MEMORY = 3;

  static final int WRONG_RESULT = 4;
  static final int FAILED = 1;

  static final String TRIAL = "trial.json";
  static final String MEASUREMENT = "measurement.json";

  private Child() {}

  /**
   * Runs one trial and ends the JVM.
   *
   * @param args the folder
   */
  @SuppressWarnings("CatchAndPrintStackTrace") // standard error is the log of this program
  public static void main(String[] args) {
    endWithParent();
    int status;
    try {
      measure(Path.of(args[0]));
      status = 0;
    } catch (WrongResult wrong) {
      System.err.println(wrong.getMessage());
      status = WRONG_RESULT;
    } catch (Throwable failure) {
      failure.printStackTrace();
      System.err.println(failure);
      status = FAILED;
    }
    // Not a return: a subject that lost a task may have left threads that are no daemons.
    System.exit(status);
  }

  private static void measure(Path folder) throws Exception {
    Trial trial = Wire.read(folder.resolve(TRIAL), Trial.class);
    Workload workload =
        Workloads.named(trial.cell().workload())
            .orElseThrow(() -> new IllegalArgumentException("workload: no such: " + trial.cell()));
    Measurement measurement = workload.run(trial);
    Wire.write(folder.resolve(MEASUREMENT), measurement);
  }

  /**
   * Ends this JVM when its parent is gone: the pipe to standard input then ends. A thread that
   * waits for input costs nothing, whereas watching a process that is not a child is polling.
   */
  private static void endWithParent() {
    Thread.ofPlatform().daemon().name("parent").start(Child::awaitEndOfInput);
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // the parent says nothing
      }
    } catch (IOException gone) {
      // as if it had ended
    }
    Runtime.getRuntime().halt(FAILED);
  }
}
