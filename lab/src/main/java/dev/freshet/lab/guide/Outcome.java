package dev.freshet.lab.guide;

import dev.freshet.core.stream.StageOptions;
import dev.freshet.core.watch.SaturationModel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the rules make of one load: choices, numbers, and the line of Java. Figures and what would
 * change it are added by {@link Guide}.
 *
 * <p>Immutable once made.
 */
final class Outcome {
  private final RuleBook book;
  private final Facts facts;
  private final Map<Decision, Rule> rules;
  private final @Nullable Numbers numbers;
  private final List<Rule.Remark> remarks;

  private Outcome(
      RuleBook book, Facts facts, Map<Decision, Rule> rules, @Nullable Numbers numbers) {
    this.book = book;
    this.facts = facts;
    this.rules = rules;
    this.numbers = numbers;
    this.remarks = book.remarksOn(facts);
  }

  static Outcome of(RuleBook book, Load load) {
    Facts facts = new Facts(load);
    Map<Decision, Rule> rules = book.judge(facts);
    Rule workers = rules.get(Decision.WORKERS);
    Rule sizing = rules.get(Decision.SIZING);
    Numbers numbers = null;
    if (workers != null && sizing != null) {
      numbers =
          Numbers.of(
              facts,
              Objects.requireNonNull(workers.limit()),
              book.choice(Decision.WORKERS, workers.choose()),
              book.choice(Decision.SIZING, sizing.choose()));
      facts.memoryShort(numbers.memoryShort());
    }
    return new Outcome(book, facts, rules, numbers);
  }

  Facts facts() {
    return facts;
  }

  Map<Decision, Rule> rules() {
    return rules;
  }

  List<Rule.Remark> remarks() {
    return remarks;
  }

  /** The numbers of the pool; null if the model has none. */
  @Nullable Numbers numbers() {
    return numbers;
  }

  Map<Decision, Choice> choices() {
    Map<Decision, Choice> choices = new EnumMap<>(Decision.class);
    rules.forEach((decision, rule) -> choices.put(decision, book.choice(decision, rule.choose())));
    return choices;
  }

  /** The choice whose cost the lab knows: the model, or else the workers of its pool. */
  Optional<Choice> measurable() {
    return choices().values().stream().filter(choice -> !choice.subject().isEmpty()).findFirst();
  }

  /** How the pool behaves under load; null if the model has none. */
  @Nullable SaturationModel saturation() {
    return numbers == null
        ? null
        : SaturationModel.of(
            Facts.inputs(numbers.limit(), (int) facts.load().get(Answer.PROCESSORS), facts.load()));
  }

  /** The statement that makes the model with its settings. */
  String java() {
    String model = Objects.requireNonNull(choices().get(Decision.MODEL)).java();
    return Template.fill(model, name -> name.equals("pool") ? pool() : javaNumber(name));
  }

  /** The expression that makes the pool; only where the model has one. */
  String pool() {
    Numbers pool = Objects.requireNonNull(numbers);
    StringBuilder calls = new StringBuilder();
    for (Map.Entry<Decision, Choice> choice : choices().entrySet()) {
      if (choice.getKey() == Decision.OVERFLOW && pool.lane() != Numbers.USUAL_LANE) {
        calls.append(".laneCapacity(").append(Template.java(pool.lane())).append(')');
      }
      if (choice.getKey() != Decision.MODEL) {
        calls.append(Template.fill(choice.getValue().java(), this::javaNumber));
      }
    }
    String limit = Template.java(pool.start());
    return calls.isEmpty()
        ? "TaskPool.of(" + limit + ")"
        : "TaskPool.builder().limit(" + limit + ")" + calls + ".build()";
  }

  private String javaNumber(String name) {
    return Template.java(number(name));
  }

  private int number(String name) {
    Numbers pool = Objects.requireNonNull(numbers);
    return switch (name) {
      case "limit" -> pool.limit();
      case "parallelism" -> Math.min(pool.limit(), StageOptions.MOST);
      case "min" -> pool.min();
      case "start" -> pool.start();
      case "lane" -> pool.lane();
      case "preheated" -> pool.preheated();
      default -> throw new IllegalArgumentException("{" + name + "}: is no number of a pool");
    };
  }

  /** A text of the rules with its facts filled in. */
  String fill(String template) {
    return Template.fill(
        template,
        name -> {
          Fact fact = RuleReader.fact(name);
          if (fact != null) {
            return facts.text(fact);
          }
          if (name.equals("knee")) {
            return Kind.RATE.print(
                Math.round(Objects.requireNonNull(saturation()).kneePerSecond()));
          }
          return Kind.COUNT.print(number(name));
        });
  }
}
