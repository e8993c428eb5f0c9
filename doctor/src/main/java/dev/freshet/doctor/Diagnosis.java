package dev.freshet.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a look at a JVM gave; written as {@code freshet/doctor/1}. Immutable.
 *
 * @param target the JVM: pid, command, Java version, user
 * @param layers what could be read, and what not with the reason
 * @param windows how many windows were looked at, and how long each was in milliseconds
 * @param verdicts causes found, most telling first; empty if the JVM is healthy
 * @param stalledMs stall of all kinds, summed over threads, in milliseconds
 * @param unexplainedMs the part of it that no cause explains
 * @param remarks worth knowing, though nothing stalls for it
 * @param notChecked what was not looked at, with the reason
 * @param ownCpuPercent what looking cost the target, in percent of one processor: its threads that
 *     serve the doctor
 * @param doctorCpuPercent what it cost the doctor's own process
 * @param leftBehind what stays in the target; empty if nothing
 */
public record Diagnosis(
    Map<String, String> target,
    List<Layer> layers,
    Windows windows,
    List<Verdict> verdicts,
    double stalledMs,
    double unexplainedMs,
    List<String> remarks,
    List<String> notChecked,
    double ownCpuPercent,
    double doctorCpuPercent,
    String leftBehind) {
  /** Keeps unmodifiable copies. */
  public Diagnosis {
    target = Collections.unmodifiableMap(new LinkedHashMap<>(target));
    layers = List.copyOf(layers);
    verdicts = List.copyOf(verdicts);
    remarks = List.copyOf(remarks);
    notChecked = List.copyOf(notChecked);
  }

  /**
   * A layer of evidence.
   *
   * @param name such as {@code L0 files}
   * @param available whether it was read
   * @param detail what is read there, or why it is missing
   */
  public record Layer(String name, boolean available, String detail) {}

  /**
   * How long was looked.
   *
   * @param count windows
   * @param millis length of each
   */
  public record Windows(int count, long millis) {}
}
