package dev.freshet.lab.run;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.LabPlan;
import dev.freshet.lab.subject.SubjectKind;
import dev.freshet.lab.subject.Subjects;
import dev.freshet.lab.workload.Workload;
import dev.freshet.lab.workload.Workloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What can be run.
 *
 * @param subjects the execution models
 * @param workloads the kinds of load
 */
public record Catalogue(List<SubjectKind> subjects, List<Workload> workloads) {
  /** Run if no workloads are named: hand-off, waiting, computing, and a burst. */
  static final List<String> USUAL_WORKLOADS = List.of("noop", "sleep", "cpu", "step");

  /** Run if no subjects are named, the base first; each workload takes those that it knows. */
  public static final List<String> USUAL_SUBJECTS =
      List.of(
          "freshet-virtual",
          "freshet-ring",
          "ThreadPoolExecutor",
          "VirtualThreadPerTask",
          "SemaphoreOutside",
          "DisruptorYielding");

  /**
   * All that this build offers.
   *
   * @return the catalogue
   */
  public static Catalogue ofThisBuild() {
    return new Catalogue(Subjects.all(), Workloads.all());
  }

  /**
   * A constant as a word.
   *
   * @param constant such as {@code OPEN}
   * @return such as {@code open}
   */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Keeps unmodifiable copies. */
  public Catalogue {
    subjects = List.copyOf(subjects);
    workloads = List.copyOf(workloads);
  }

  /**
   * The cells that a plan asks for, comparison by comparison. A subject that makes no sense under a
   * workload is left away there.
   *
   * @param plan what is asked for
   * @param processors CPUs of this machine
   * @param usual the subjects of a plan that names none
   * @return the cells
   * @throws IllegalArgumentException if a name is not known, the base is not among the subjects, or
   *     nothing is left to run
   */
  public List<Planned> cells(LabPlan plan, int processors, List<String> usual) {
    plan.subjects().forEach(this::requireSubject);
    List<String> wanted = plan.subjects().isEmpty() ? usual : plan.subjects();
    List<String> loads = plan.workloads().isEmpty() ? USUAL_WORKLOADS : plan.workloads();
    List<Planned> cells = new ArrayList<>();
    for (String name : loads) {
      Workload workload = workload(name);
      List<Integer> producers =
          plan.producers().isEmpty() ? List.of(workload.defaultProducers()) : plan.producers();
      Integer asked = plan.limit();
      int limit = asked == null ? workload.defaultLimit(processors) : asked;
      List<String> names = plan.allSubjects() ? workload.subjects() : wanted;
      for (int number : producers.stream().distinct().toList()) {
        for (String subject : names.stream().distinct().toList()) {
          if (fits(subject, workload)) {
            cells.add(new Planned(new CellKey(subject, name, number, limit), workload));
          }
        }
      }
    }
    if (cells.isEmpty()) {
      throw new IllegalArgumentException(
          "subjects: %s; none of them can run %s"
              .formatted(String.join(", ", wanted), String.join(", ", loads)));
    }
    String base = plan.base();
    if (base != null && cells.stream().noneMatch(cell -> cell.key().subject().equals(base))) {
      requireSubject(base);
      throw new IllegalArgumentException("base: " + base + "; must be one of the subjects run");
    }
    return cells;
  }

  /** A subject from elsewhere is in no list; it may run everywhere. */
  private boolean fits(String subject, Workload workload) {
    return workload.subjects().contains(subject)
        || workloads.stream().noneMatch(any -> any.subjects().contains(subject));
  }

  private void requireSubject(String name) {
    if (subjects.stream().noneMatch(kind -> kind.name().equals(name))) {
      throw new IllegalArgumentException(
          "subjects: %s; known are %s"
              .formatted(
                  name, String.join(", ", subjects.stream().map(SubjectKind::name).toList())));
    }
  }

  private Workload workload(String name) {
    return workloads.stream()
        .filter(workload -> workload.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "workloads: %s; known are %s"
                        .formatted(
                            name,
                            String.join(", ", workloads.stream().map(Workload::name).toList()))));
  }
}
