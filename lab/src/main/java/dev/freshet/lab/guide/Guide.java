package dev.freshet.lab.guide;

import dev.freshet.core.watch.SaturationModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers a load with one model, its settings, and the reasons.
 *
 * <pre>{@code
 * Load load = Load.usual().with(Answer.PEAK, "3200/s").with(Answer.ARRIVAL, "bursty");
 * Advice advice = new Guide().advise(load, LabFigures.shipped());
 * System.out.println(advice.java());
 * }</pre>
 *
 * <p>The rules are data ({@code rules.json} of this package): for each decision the first rule
 * whose conditions hold, and the last one has none. Thread-safe: immutable.
 */
public final class Guide {
  private static final double NANOS_IN_MICRO = 1_000;

  private final RuleBook book;

  /** A guide with the rules that come with Freshet. */
  public Guide() {
    this(RuleReader.shipped());
  }

  Guide(RuleBook book) {
    this.book = book;
  }

  RuleBook book() {
    return book;
  }

  /**
   * Advises.
   *
   * @param load what the load is like
   * @param figures where measured figures are looked up
   * @return exactly one answer, for every load
   */
  public Advice advise(Load load, LabFigures figures) {
    Outcome outcome = Outcome.of(book, load);
    List<Advice.Reason> reasons = new ArrayList<>();
    for (Map.Entry<Decision, Rule> spoken : outcome.rules().entrySet()) {
      Rule rule = spoken.getValue();
      reasons.add(
          new Advice.Reason(
              spoken.getKey(),
              book.choice(spoken.getKey(), rule.choose()).title(),
              rule.id(),
              outcome.fill(rule.because()),
              rule.figure() == null ? null : figure(rule.figure(), outcome, figures)));
    }
    return new Advice(
        load,
        Objects.requireNonNull(outcome.choices().get(Decision.MODEL)).title(),
        outcome.java(),
        pool(outcome),
        reasons,
        outcome.remarks().stream().map(remark -> outcome.fill(remark.say())).toList(),
        new Counterfactuals(book, outcome).find(),
        cost(outcome, figures),
        figures.source());
  }

  private static Advice.@Nullable Pool pool(Outcome outcome) {
    Numbers numbers = outcome.numbers();
    SaturationModel model = outcome.saturation();
    return numbers == null || model == null
        ? null
        : new Advice.Pool(
            numbers.limit(),
            numbers.lane(),
            outcome.facts().number(Derived.IN_FLIGHT),
            model.kneePerSecond(),
            model.binding().name().toLowerCase(Locale.ROOT));
  }

  private static int limit(Outcome outcome) {
    Numbers numbers = outcome.numbers();
    return numbers == null ? (int) outcome.facts().load().get(Answer.PROCESSORS) : numbers.limit();
  }

  private static Advice.Figure figure(FigureRef ref, Outcome outcome, LabFigures figures) {
    int limit = limit(outcome);
    LabFigures.Measured ours = figures.find(ref.subject(), ref.workload(), ref.metric(), limit);
    LabFigures.Measured theirs = figures.find(ref.against(), ref.workload(), ref.metric(), limit);
    return new Advice.Figure(
        ref.subject(),
        ref.workload(),
        ref.metric().path,
        ours == null ? null : ours.value(),
        ref.against(),
        theirs == null ? null : theirs.value(),
        ours == null
            ? "%s: %s"
                .formatted(
                    ref.metric().title,
                    notMeasured(ref.workload(), ref.subject(), ref.subject() + "," + ref.against()))
            : "%s: %s (%s), %s"
                .formatted(
                    ref.metric().title,
                    ref.metric().print(ours.value()),
                    place(ours),
                    theirs == null
                        ? ref.against() + " not measured"
                        : "against %s (%s)"
                            .formatted(ref.metric().print(theirs.value()), place(theirs))));
  }

  private static String place(LabFigures.Measured measured) {
    return "%s, %s, limit %,d"
        .formatted(measured.cell().subject(), measured.cell().workload(), measured.cell().limit());
  }

  private static String notMeasured(String workload, String subject, String subjects) {
    return subject.isEmpty()
        ? "no experiment of the lab has it"
        : "%s not measured; run freshet lab run --workloads %s --subjects %s"
            .formatted(subject, workload, subjects);
  }

  private Advice.Cost cost(Outcome outcome, LabFigures figures) {
    // Microseconds a task are seconds a million tasks.
    double tasks = outcome.facts().load().cpuNanos() / NANOS_IN_MICRO;
    Choice choice = outcome.measurable().orElse(null);
    String subject = choice == null ? "" : choice.subject();
    String workload =
        choice == null || choice.costWorkload().isEmpty()
            ? book.costWorkload()
            : choice.costWorkload();
    FigureRef.Metric metric = FigureRef.Metric.CPU_US_PER_TASK;
    LabFigures.Measured measured = figures.find(subject, workload, metric, limit(outcome));
    String own = "%s s of processor for the tasks themselves".formatted(FigureRef.digits(tasks));
    return new Advice.Cost(
        tasks,
        measured == null ? null : measured.value(),
        measured == null
            ? "%s; the model's: %s".formatted(own, notMeasured(workload, subject, subject))
            : "%s, and %s s for the model (%s)"
                .formatted(own, FigureRef.digits(measured.value()), place(measured)));
  }
}
