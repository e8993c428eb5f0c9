package dev.freshet.doctor.launch;

import dev.freshet.host.system.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * How to start a JVM: what goes in front of it, which flags, and why.
 *
 * {@snippet lang=java :
 * LaunchPlan plan = LaunchPlanner.plan(facts, request);
 * new ProcessBuilder(plan.command()).inheritIO().start();
 * }
 *
 * <p>Thread-safe: immutable.
 *
 * @param goal what counts
 * @param cpus the CPUs it runs on
 * @param nodes the memory nodes that its memory may come from; empty where there are none
 * @param cpuBudget how much CPU time it gets, in CPUs: the CPUs or the quota around them
 * @param memoryBytes what the whole process may take; empty if nobody said
 * @param items each binding, flag, conflict and advice with its reason
 * @param prefix what goes in front of the command
 * @param flags what is added to the options of the JVM
 * @param javaCommand the command as the caller gave it
 * @param wanted what the check is to look for
 */
public record LaunchPlan(
    Goal goal,
    CpuSet cpus,
    CpuSet nodes,
    double cpuBudget,
    OptionalLong memoryBytes,
    List<LaunchItem> items,
    List<String> prefix,
    List<String> flags,
    JavaCommand javaCommand,
    Wanted wanted) {
  /** Keeps unmodifiable copies. */
  public LaunchPlan {
    items = List.copyOf(items);
    prefix = List.copyOf(prefix);
    flags = List.copyOf(flags);
  }

  /**
   * The budget in whole CPUs, as the JVM rounds it: up, and at least 1.
   *
   * @return CPUs
   */
  public int wholeCpus() {
    return Math.max(1, (int) Math.ceil(cpuBudget));
  }

  /**
   * The whole command.
   *
   * @return the prefix, the launcher, our flags, the caller's options after them so that they win,
   *     and the program
   */
  public List<String> command() {
    return command(prefix, wanted);
  }

  /** The command for a place that binds by itself, such as a container: without what binds. */
  List<String> commandIn(Wanted place) {
    int environment = prefix.indexOf("env");
    return command(environment < 0 ? List.of() : prefix.subList(environment, prefix.size()), place);
  }

  private List<String> command(List<String> before, Wanted check) {
    List<String> all = new ArrayList<>(before);
    all.add(javaCommand.java());
    all.addAll(flags);
    all.add(check.option());
    all.addAll(javaCommand.options());
    all.addAll(javaCommand.program());
    return all;
  }

  /**
   * The command for a shell.
   *
   * @return one line, quoted where a shell would see more than a word
   */
  public String shellLine() {
    return shellLine(command());
  }

  static String shellLine(List<String> words) {
    return words.stream().map(LaunchPlan::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
