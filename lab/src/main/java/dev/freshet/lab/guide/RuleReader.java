package dev.freshet.lab.guide;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads rules from JSON and refuses, in one line that says where, what could not be applied to
 * every load.
 *
 * <p>Used by one thread, for one text.
 */
final class RuleReader {
  static final String SCHEMA = "freshet/lab-rules/1";
  private static final String SHIPPED = "rules.json";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final Map<String, Fact> FACTS =
      Stream.of(Answer.values(), Derived.values(), Decision.values())
          .flatMap(Arrays::<Fact>stream)
          .collect(Collectors.toMap(Fact::key, fact -> fact));

  /** The fact of a name, or null. */
  static @Nullable Fact fact(String key) {
    return FACTS.get(key);
  }

  private final Map<Decision, Map<String, Choice>> choices = new EnumMap<>(Decision.class);
  private final Set<String> ids = new HashSet<>();

  private RuleReader() {}

  static RuleBook shipped() {
    try (InputStream in =
        Objects.requireNonNull(RuleReader.class.getResourceAsStream(SHIPPED), SHIPPED)) {
      return read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads rules.
   *
   * @throws IllegalArgumentException in one line: the place, the value and what is allowed
   */
  static RuleBook read(byte[] json) {
    try {
      return new RuleReader().book(MAPPER.readTree(json));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("rules: " + e.getOriginalMessage(), e);
    }
  }

  private RuleBook book(JsonNode root) {
    requireFields(root, "rules", Set.of("schema", "cost", "choices", "rules", "remarks"));
    String schema = text(root, "schema", "rules");
    if (!schema.equals(SCHEMA)) {
      throw bad("schema", schema, "must be " + SCHEMA);
    }
    requireFields(root.path("cost"), "cost", Set.of("workload"));
    Map<Decision, List<Rule>> rules = new EnumMap<>(Decision.class);
    for (Decision decision : Decision.values()) {
      choices.put(decision, choices(root.path("choices").path(decision.key()), decision));
    }
    for (Decision decision : Decision.values()) {
      rules.put(decision, rules(root.path("rules").path(decision.key()), decision));
    }
    List<Rule.Remark> remarks = new ArrayList<>();
    JsonNode list = root.path("remarks");
    for (int i = 0; i < list.size(); i++) {
      String where = "remarks[" + i + "]";
      JsonNode node = list.get(i);
      requireFields(node, where, Set.of("id", "when", "say"));
      remarks.add(
          new Rule.Remark(
              id(node, where),
              conditions(node.path("when"), where, Set.of(Decision.values())),
              template(node, "say", where)));
    }
    return new RuleBook(choices, rules, remarks, text(root.path("cost"), "workload", "cost"));
  }

  private static Map<String, Choice> choices(JsonNode node, Decision decision) {
    String where = "choices." + decision.key();
    Map<String, Choice> choices = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String at = where + "." + entry.getKey();
      JsonNode value = entry.getValue();
      requireFields(
          value,
          at,
          Set.of("title", "java", "pool", "moves", "threadBytes", "subject", "costWorkload"));
      long threadBytes = value.path("threadBytes").asLong(0);
      if (decision == Decision.WORKERS && threadBytes < 1) {
        throw bad(at + ".threadBytes", String.valueOf(threadBytes), "must be 1 and more");
      }
      choices.put(
          entry.getKey(),
          new Choice(
              entry.getKey(),
              text(value, "title", at),
              template(value, "java", at),
              value.path("pool").asBoolean(false),
              value.path("moves").asBoolean(false),
              threadBytes,
              value.path("subject").asString(""),
              value.path("costWorkload").asString("")));
    }
    return choices;
  }

  private List<Rule> rules(JsonNode list, Decision decision) {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      rules.add(rule(list.get(i), "rules." + decision.key() + "[" + i + "]", decision));
    }
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (rule.when().isEmpty() != (i == rules.size() - 1)) {
        throw bad(
            rule.id(),
            rule.when().isEmpty() ? "no condition" : "a condition",
            "the last rule of a decision must have none, and every other one must have some");
      }
    }
    if (rules.isEmpty()) {
      throw bad("rules." + decision.key(), "nothing", "must have at least one rule");
    }
    return rules;
  }

  private Rule rule(JsonNode node, String where, Decision decision) {
    requireFields(node, where, Set.of("id", "when", "choose", "limit", "because", "figure"));
    String choose = text(node, "choose", where);
    Set<String> allowed = Objects.requireNonNull(choices.get(decision)).keySet();
    if (!allowed.contains(choose)) {
      throw bad(where + ".choose", choose, "must be one of " + String.join(", ", allowed));
    }
    Set<Decision> earlier =
        Arrays.stream(Decision.values())
            .filter(other -> other.compareTo(decision) < 0)
            .collect(Collectors.toSet());
    return new Rule(
        id(node, where),
        conditions(node.path("when"), where, earlier),
        choose,
        decision == Decision.WORKERS ? limit(node, where) : null,
        template(node, "because", where),
        figure(node.path("figure"), where + ".figure"));
  }

  private List<Condition> conditions(JsonNode when, String where, Set<Decision> decided) {
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : when.properties()) {
      String at = where + ".when." + entry.getKey();
      Fact fact = FACTS.get(entry.getKey());
      if (fact == null || (fact instanceof Decision decision && !decided.contains(decision))) {
        throw bad(at, entry.getKey(), "must be a question, a derived fact or an earlier decision");
      }
      List<JsonNode> parts = new ArrayList<>();
      if (entry.getValue().isArray()) {
        entry.getValue().forEach(parts::add);
      } else {
        parts.add(entry.getValue());
      }
      for (JsonNode part : parts) {
        String text = part.asString("");
        try {
          conditions.add(Condition.parse(fact, text, namesOf(fact)));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(at + " '" + text + "': " + e.getMessage(), e);
        }
      }
    }
    return List.copyOf(conditions);
  }

  private List<String> namesOf(Fact fact) {
    return switch (fact) {
      case Answer answer -> answer.names();
      case Derived _ -> List.of("no", "yes");
      case Decision decision -> List.copyOf(Objects.requireNonNull(choices.get(decision)).keySet());
    };
  }

  private static Rule.LimitSource limit(JsonNode node, String where) {
    return constant(Rule.LimitSource.class, node, "limit", where);
  }

  private static @Nullable FigureRef figure(JsonNode node, String where) {
    if (node.isMissingNode()) {
      return null;
    }
    requireFields(node, where, Set.of("workload", "metric", "subject", "against"));
    return new FigureRef(
        text(node, "workload", where),
        constant(FigureRef.Metric.class, node, "metric", where),
        text(node, "subject", where),
        text(node, "against", where));
  }

  private static <E extends Enum<E>> E constant(
      Class<E> type, JsonNode node, String field, String where) {
    String value = text(node, field, where);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value)) {
        return constant;
      }
    }
    throw bad(
        where + "." + field,
        value,
        "must be one of "
            + Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", ")));
  }

  private String id(JsonNode node, String where) {
    String id = text(node, "id", where);
    if (!ids.add(id)) {
      throw bad(where + ".id", id, "must be the only one of its name");
    }
    return id;
  }

  private static String template(JsonNode node, String field, String where) {
    String text = text(node, field, where);
    for (String name : Template.names(text)) {
      if (!FACTS.containsKey(name) && !Template.NUMBERS.contains(name)) {
        throw bad(
            where + "." + field,
            "{" + name + "}",
            "must be a fact or one of " + String.join(", ", Template.NUMBERS));
      }
    }
    return text;
  }

  private static String text(JsonNode node, String field, String where) {
    JsonNode value = node.path(field);
    if (!value.isString()) {
      throw bad(where + "." + field, value.toString(), "must be a text");
    }
    return value.stringValue();
  }

  private static void requireFields(JsonNode node, String where, Set<String> allowed) {
    if (!node.isObject()) {
      throw bad(where, node.toString(), "must be an object");
    }
    for (String name : node.propertyNames()) {
      if (!allowed.contains(name)) {
        throw bad(
            where,
            name,
            "unknown field; must be one of "
                + allowed.stream().sorted().collect(Collectors.joining(", ")));
      }
    }
  }

  private static IllegalArgumentException bad(String where, String value, String allowed) {
    return new IllegalArgumentException(where + " '" + value + "': " + allowed);
  }
}
