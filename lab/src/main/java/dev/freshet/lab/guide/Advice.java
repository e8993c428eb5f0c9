package dev.freshet.lab.guide;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of the guide: one model, its settings as a line of Java, why, and what would change
 * it.
 *
 * <p>Immutable.
 *
 * @param load what was answered
 * @param model the model's title
 * @param java one statement; {@code Key}, {@code Item} and {@code Result} stand for the user's
 *     types
 * @param pool the numbers of its pool; null if it has none
 * @param reasons one for each decision, the model's first
 * @param remarks what to watch out for
 * @param changes what would change the answer
 * @param cost what a million tasks cost
 * @param figuresFrom whose figures were looked at
 */
public record Advice(
    Load load,
    String model,
    String java,
    @Nullable Pool pool,
    List<Reason> reasons,
    List<String> remarks,
    List<Change> changes,
    Cost cost,
    String figuresFrom) {
  /** Name and version of the JSON. */
  public static final String SCHEMA = "freshet/lab-guide/1";

  /** Keeps unmodifiable copies. */
  public Advice {
    reasons = List.copyOf(reasons);
    remarks = List.copyOf(remarks);
    changes = List.copyOf(changes);
  }

  /**
   * The numbers of the pool, and where they come from.
   *
   * @param limit most tasks that run at once
   * @param laneCapacity tasks that may wait
   * @param inFlight tasks in flight at the peak by Little's law
   * @param kneePerSecond the highest rate at which the backlog does not grow without end
   * @param bound what binds there: limit or cpu
   */
  public record Pool(
      int limit, int laneCapacity, long inFlight, double kneePerSecond, String bound) {}

  /**
   * Why a choice was made.
   *
   * @param decision what was to be chosen
   * @param choice what was
   * @param rule id of the rule that spoke
   * @param because one sentence
   * @param figure what was measured about it; null if nothing can be
   */
  public record Reason(
      Decision decision, String choice, String rule, String because, @Nullable Figure figure) {}

  /**
   * A measured figure, or the lack of it.
   *
   * @param subject the lab's subject
   * @param workload the lab's workload
   * @param metric path of the metric in the result
   * @param value the figure; null if it was not measured
   * @param against the subject it is compared with
   * @param againstValue its figure; null if it was not measured
   * @param text for people
   */
  public record Figure(
      String subject,
      String workload,
      String metric,
      @Nullable Double value,
      String against,
      @Nullable Double againstValue,
      String text) {}

  /**
   * An answer that would lead elsewhere, all others left as they are.
   *
   * @param answer which
   * @param from what was answered
   * @param to the nearest answer that changes something
   * @param text such as {@code cpu-per-task 10ms or more}
   * @param then what would be different
   */
  public record Change(Answer answer, String from, String to, String text, List<String> then) {
    /** Keeps an unmodifiable copy. */
    public Change {
      then = List.copyOf(then);
    }
  }

  /**
   * Processor time of a million tasks.
   *
   * @param tasksSeconds of the tasks themselves, from the answers
   * @param modelSeconds of the model around them; null if it was not measured
   * @param text for people
   */
  public record Cost(double tasksSeconds, @Nullable Double modelSeconds, String text) {}

  /**
   * The advice for people.
   *
   * @param width columns to write in, 60 and more
   * @return lines of ASCII
   */
  public List<String> lines(int width) {
    return new AdviceText(width).write(this);
  }

  /**
   * The body of the JSON file.
   *
   * @return for {@code JsonFile.write} with {@link #SCHEMA}
   */
  public Map<String, Object> json() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("load", load.texts());
    body.put("model", model);
    body.put("java", java);
    body.put("pool", pool == null ? null : poolJson(pool));
    body.put("reasons", reasons.stream().map(Advice::reasonJson).toList());
    body.put("remarks", remarks);
    body.put("changes", changes.stream().map(Advice::changeJson).toList());
    Map<String, Object> costs = new LinkedHashMap<>();
    costs.put("tasksCpuSeconds", cost.tasksSeconds());
    costs.put("modelCpuSeconds", cost.modelSeconds());
    body.put("perMillionTasks", costs);
    body.put("figuresFrom", figuresFrom);
    return body;
  }

  private static Map<String, Object> poolJson(Pool pool) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("limit", pool.limit());
    map.put("laneCapacity", pool.laneCapacity());
    map.put("inFlightAtPeak", pool.inFlight());
    map.put("kneePerSecond", pool.kneePerSecond());
    map.put("bound", pool.bound());
    return map;
  }

  private static Map<String, Object> reasonJson(Reason reason) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("decision", reason.decision().key());
    map.put("choice", reason.choice());
    map.put("rule", reason.rule());
    map.put("because", reason.because());
    Figure figure = reason.figure();
    if (figure != null) {
      Map<String, Object> cell = new LinkedHashMap<>();
      cell.put("subject", figure.subject());
      cell.put("workload", figure.workload());
      cell.put("metric", figure.metric());
      cell.put("value", figure.value());
      cell.put("against", figure.against());
      cell.put("againstValue", figure.againstValue());
      map.put("figure", cell);
    }
    return map;
  }

  private static Map<String, Object> changeJson(Change change) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("answer", change.answer().key());
    map.put("from", change.from());
    map.put("to", change.to());
    map.put("then", change.then());
    return map;
  }
}
