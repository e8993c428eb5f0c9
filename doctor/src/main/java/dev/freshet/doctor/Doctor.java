package dev.freshet.doctor;

import dev.freshet.doctor.look.Examination;
import dev.freshet.doctor.look.Look;
import dev.freshet.doctor.look.LookOptions;
import dev.freshet.doctor.look.Progress;
import java.time.Duration;

/**
 * Looks at a running JVM and names why it stalls.
 *
 * {@snippet lang=java :
 * Diagnosis diagnosis = Doctor.look(pid, Duration.ofSeconds(15));
 * for (Verdict verdict : diagnosis.verdicts()) {
 *   System.out.println(verdict.cause().id() + " " + verdict.headline() + "; " + verdict.fix());
 * }
 * }
 *
 * <p>Nothing of Freshet needs to be in that JVM. What is switched on there for the time of the look
 * is switched off again; what stays is named in the diagnosis.
 *
 * <p>Thread-safe: no state. A look takes its length and some three seconds more.
 */
public final class Doctor {
  private Doctor() {}

  /**
   * Looks with all layers that can be had.
   *
   * @param pid the JVM
   * @param length how long, from 4 seconds to an hour
   * @return what was found
   * @throws IllegalArgumentException in one line, if there is no such process, it is no JVM, or the
   *     length is out of range
   * @throws dev.freshet.doctor.look.CouldNotLook in one line, if too little was seen
   */
  public static Diagnosis look(long pid, Duration length) {
    return examine(pid, LookOptions.lasting(length)).diagnosis();
  }

  /**
   * Looks as told, and keeps what was seen.
   *
   * @param pid the JVM
   * @param options how to look
   * @return what was found and what it rests on
   * @throws IllegalArgumentException in one line, if there is no such process or it is no JVM
   * @throws dev.freshet.doctor.look.CouldNotLook in one line, if too little was seen
   */
  public static Examination examine(long pid, LookOptions options) {
    return new Look(pid, options, Progress.NONE).run();
  }
}
