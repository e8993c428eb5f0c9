package dev.freshet.lab.run;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.LabPlan;
import dev.freshet.lab.subject.SubjectKind;
import dev.freshet.lab.subject.Subjects;
import dev.freshet.lab.workload.Workload;
import dev.freshet.lab.workload.Workload.Shape;
import dev.freshet.lab.workload.Workloads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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
   * What a plan amounts to.
   *
   * @param cells what can be run, comparison by comparison
   * @param leftOut what was named and cannot be run, one line each
   */
  public record Selection(List<Planned> cells, List<String> leftOut) {
    /** Keeps unmodifiable copies. */
    public Selection {
      cells = List.copyOf(cells);
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * The cells that a plan asks for. A subject that makes no sense under a workload is left away
   * there, and so is one that spins with more threads than processors; that is told of subjects
   * that were named.
   *
   * @param plan what is asked for
   * @param processors CPUs of this machine
   * @param usual the subjects of a plan that names none
   * @return the cells, and what is missing among them
   * @throws IllegalArgumentException if a name is not known, the base is not among the subjects, or
   *     nothing is left to run
   */
  public Selection select(LabPlan plan, int processors, List<String> usual) {
    plan.subjects().forEach(this::requireSubject);
    List<String> wanted = plan.subjects().isEmpty() ? usual : plan.subjects();
    List<String> loads = plan.workloads().isEmpty() ? USUAL_WORKLOADS : plan.workloads();
    List<Planned> cells = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (String name : loads) {
      Workload workload = workload(name);
      List<String> names = plan.allSubjects() || workload.study() ? workload.subjects() : wanted;
      for (Shape shape : shapes(plan, workload, processors)) {
        for (String subject : names.stream().distinct().toList()) {
          CellKey key = new CellKey(subject, name, shape.producers(), shape.limit());
          boolean starves = Workloads.spins(subject) && shape.limit() > processors;
          if (fits(subject, workload) && !starves) {
            cells.add(new Planned(key, workload, plan.tasks()));
          } else if (plan.subjects().contains(subject)) {
            leftOut.add(
                starves
                    ? "%s: spins, and there are %d processors".formatted(key, processors)
                    : "%s: makes no sense under %s".formatted(key, name));
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
    return new Selection(cells, leftOut);
  }

  /** Those of the workload, but for the numbers that the plan asks for. */
  private static List<Shape> shapes(LabPlan plan, Workload workload, int processors) {
    Integer limit = plan.limit();
    return workload.shapes(processors).stream()
        .map(shape -> limit == null ? shape : new Shape(shape.producers(), limit))
        .flatMap(
            shape ->
                plan.producers().isEmpty()
                    ? Stream.of(shape)
                    : plan.producers().stream().map(number -> new Shape(number, shape.limit())))
        .distinct()
        .sorted(Comparator.comparingInt(shape -> plan.producers().indexOf(shape.producers())))
        .toList();
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
