package dev.freshet.lab.guide;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The rules, checked: every decision has an answer for every load, and nothing is named that does
 * not exist.
 *
 * @param choices by decision and name
 * @param rules by decision, first match first
 * @param remarks in the order in which they are said
 * @param costWorkload the lab's workload that tells what a task costs beside itself
 */
record RuleBook(
    Map<Decision, Map<String, Choice>> choices,
    Map<Decision, List<Rule>> rules,
    List<Rule.Remark> remarks,
    String costWorkload) {

  Choice choice(Decision decision, String name) {
    return Objects.requireNonNull(choicesOf(decision).get(name));
  }

  Map<String, Choice> choicesOf(Decision decision) {
    return Objects.requireNonNull(choices.get(decision));
  }

  List<Rule> rulesOf(Decision decision) {
    return Objects.requireNonNull(rules.get(decision));
  }

  /** All bounds that rules set to a fact. */
  List<Long> boundsOf(Fact fact) {
    List<Long> bounds = new ArrayList<>();
    rules.values().forEach(list -> list.forEach(rule -> collect(rule.when(), fact, bounds)));
    remarks.forEach(remark -> collect(remark.when(), fact, bounds));
    return bounds;
  }

  private static void collect(List<Condition> when, Fact fact, List<Long> into) {
    for (Condition condition : when) {
      if (condition instanceof Condition.Compare(Fact of, _, long bound) && of == fact) {
        into.add(bound);
      }
    }
  }

  /** Ids of all rules and remarks. */
  Set<String> ids() {
    Set<String> ids = new HashSet<>();
    rules.values().forEach(list -> list.forEach(rule -> ids.add(rule.id())));
    remarks.forEach(remark -> ids.add(remark.id()));
    return ids;
  }

  /**
   * The rules that speak, by decision; only the model's where it has no pool. Their choices are
   * added to the facts.
   */
  Map<Decision, Rule> judge(Facts facts) {
    Map<Decision, Rule> spoken = new EnumMap<>(Decision.class);
    for (Decision decision : Decision.values()) {
      if (decision != Decision.MODEL && !model(spoken).pool()) {
        break;
      }
      Rule rule =
          rulesOf(decision).stream()
              .filter(candidate -> Rule.hold(candidate.when(), facts))
              .findFirst()
              .orElseThrow(); // the reader requires a last rule without conditions
      facts.choose(decision, rule.choose());
      spoken.put(decision, rule);
    }
    return spoken;
  }

  private Choice model(Map<Decision, Rule> spoken) {
    return choice(Decision.MODEL, Objects.requireNonNull(spoken.get(Decision.MODEL)).choose());
  }

  List<Rule.Remark> remarksOn(Facts facts) {
    return remarks.stream().filter(remark -> Rule.hold(remark.when(), facts)).toList();
  }
}
