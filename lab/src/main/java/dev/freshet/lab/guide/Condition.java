package dev.freshet.lab.guide;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must hold for a rule to speak: a fact, and what it must be. */
sealed interface Condition {
  Fact fact();

  boolean holds(Facts facts);

  /**
   * Reads a condition: {@code >= 20%} for quantities, {@code bursty|step} for names.
   *
   * @param names what the fact can be, if it is named
   * @throws IllegalArgumentException "must be …", saying what is allowed
   */
  static Condition parse(Fact fact, String text, List<String> names) {
    return fact.kind().isNumber() ? Compare.parse(fact, text) : OneOf.parse(fact, text, names);
  }

  /** A quantity on one side of a bound. */
  record Compare(Fact fact, String operator, long bound) implements Condition {
    private static final Pattern FORM = Pattern.compile("(<=|>=|<|>) (.+)");

    static Compare parse(Fact fact, String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "must be <, <=, > or >=, a space and " + fact.kind().form);
      }
      return new Compare(fact, matcher.group(1), fact.kind().parse(matcher.group(2)));
    }

    @Override
    public boolean holds(Facts facts) {
      long value = facts.number(fact);
      return switch (operator) {
        case "<" -> value < bound;
        case "<=" -> value <= bound;
        case ">" -> value > bound;
        default -> value >= bound;
      };
    }
  }

  /** A name among others. */
  record OneOf(Fact fact, List<String> names) implements Condition {
    static OneOf parse(Fact fact, String text, List<String> allowed) {
      List<String> names = Arrays.asList(text.split("\\|", -1));
      if (!allowed.containsAll(names)) {
        throw new IllegalArgumentException(
            "must be some of " + String.join(", ", allowed) + ", with | between them");
      }
      return new OneOf(fact, names);
    }

    @Override
    public boolean holds(Facts facts) {
      return names.contains(facts.text(fact));
    }
  }
}
