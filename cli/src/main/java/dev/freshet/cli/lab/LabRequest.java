package dev.freshet.cli.lab;

import dev.freshet.cli.BadInput;
import dev.freshet.cli.Nearest;
import dev.freshet.lab.Lab;
import dev.freshet.lab.LabPlan;
import dev.freshet.lab.TooLittleTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a lab is asked to do, as the command line says it.
 *
 * @param plan what to measure
 * @param anyway whether to rank on a loud machine
 */
public record LabRequest(LabPlan plan, boolean anyway) {
  private static final String ALL = "all";

  /**
   * Prepares the lab; starts nothing.
   *
   * @return the lab
   * @throws BadInput if a name is not known, or the time is too short for one round
   */
  public Lab lab() {
    List<String> subjects = Lab.subjects().stream().map(Lab.Entry::name).toList();
    for (String subject : plan.subjects()) {
      if (subject.equals(ALL)) {
        throw new BadInput("--subjects: 'all' stands alone; leave the other names away");
      }
      requireKnown("--subjects", subject, subjects);
    }
    List<String> workloads = Lab.workloads().stream().map(Lab.Entry::name).toList();
    plan.workloads().forEach(name -> requireKnown("--workloads", name, workloads));
    if (plan.base() != null) {
      requireKnown("--base", plan.base(), subjects);
    }
    try {
      return Lab.of(plan);
    } catch (TooLittleTime little) {
      Duration time = plan.time();
      throw BadInput.of(
          "--time",
          LabWords.exact(time == null ? Duration.ZERO : time),
          "at least " + LabWords.exact(little.oneRound()) + ", which one round takes");
    } catch (IllegalArgumentException refused) {
      throw new BadInput("--" + refused.getMessage(), refused);
    }
  }

  private static void requireKnown(String option, String name, List<String> known) {
    if (!known.contains(name)) {
      throw BadInput.of(
          option, name, "one of " + String.join(", ", known) + Nearest.hint(name, known));
    }
  }

  /**
   * The command that does the same again.
   *
   * @return one line
   */
  public String command() {
    StringBuilder line = new StringBuilder("freshet lab run");
    if (plan.allSubjects()) {
      line.append(" --subjects all");
    }
    append(line, "--subjects", plan.subjects());
    append(line, "--workloads", plan.workloads());
    append(line, "--producers", plan.producers());
    if (plan.limit() != null) {
      line.append(" --limit ").append(plan.limit());
    }
    if (plan.tasks() > 0) {
      line.append(" --tasks ").append(plan.tasks());
    }
    if (plan.time() != null) {
      line.append(" --time ").append(LabWords.exact(plan.time()));
    }
    if (plan.rounds() > 0) {
      line.append(" --rounds ").append(plan.rounds());
    }
    if (plan.base() != null) {
      line.append(" --base ").append(plan.base());
    }
    return line.append(anyway ? " --anyway" : "").toString();
  }

  private static void append(StringBuilder line, String option, List<?> values) {
    if (!values.isEmpty()) {
      String list = values.stream().map(String::valueOf).collect(Collectors.joining(","));
      line.append(' ').append(option).append(' ').append(list);
    }
  }
}
