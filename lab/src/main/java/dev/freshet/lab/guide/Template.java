package dev.freshet.lab.guide;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with names in braces. */
final class Template {
  /** The names that are no facts. */
  static final List<String> NUMBERS =
      List.of("limit", "parallelism", "min", "start", "lane", "preheated", "knee", "pool");

  private static final Pattern NAME = Pattern.compile("\\{([a-z-]+)}");

  private Template() {}

  static Set<String> names(String template) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(template);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  static String fill(String template, UnaryOperator<String> value) {
    return NAME.matcher(template)
        .replaceAll(match -> Matcher.quoteReplacement(value.apply(match.group(1))));
  }

  /** A number as Java is written: {@code 3_200}. */
  static String java(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', '_');
  }
}
