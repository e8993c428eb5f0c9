package dev.freshet.doctor.launch;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An option of the JVM under the name that HotSpot knows it by, so that {@code -Xmx1g} and {@code
 * -XX:MaxHeapSize=1073741824} are seen to be one.
 *
 * @param name a flag such as {@code UseZGC}; {@code -Dkey} for a property; the option itself if it
 *     is neither
 * @param value true or false for a switch; empty where there is none
 */
record JavaOption(String name, String value) {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([kKmMgGtT]?)");

  /** Reads an option, which begins with a dash. */
  static JavaOption of(String option) {
    if (option.startsWith("-XX:+")) {
      return new JavaOption(option.substring(5), "true");
    }
    if (option.startsWith("-XX:-")) {
      return new JavaOption(option.substring(5), "false");
    }
    if (option.startsWith("-XX:")) {
      return split(option.substring(4));
    }
    if (option.startsWith("-D")) {
      return split(option);
    }
    for (Alias alias : Alias.values()) {
      if (option.startsWith(alias.option) && option.length() > alias.option.length()) {
        return new JavaOption(alias.flag, option.substring(alias.option.length()));
      }
    }
    return new JavaOption(option, "");
  }

  private enum Alias {
    MAX("-Xmx", "MaxHeapSize"),
    MIN("-Xms", "InitialHeapSize"),
    YOUNG("-Xmn", "NewSize"),
    STACK("-Xss", "ThreadStackSize");

    private final String option;
    private final String flag;

    Alias(String option, String flag) {
      this.option = option;
      this.flag = flag;
    }
  }

  private static JavaOption split(String text) {
    int sign = text.indexOf('=');
    return sign < 0
        ? new JavaOption(text, "")
        : new JavaOption(text.substring(0, sign), text.substring(sign + 1));
  }

  /** Whether a value says the same as this one's, in whatever unit. */
  boolean says(String other) {
    OptionalLong mine = bytes(value);
    return mine.isPresent() ? mine.equals(bytes(other)) : value.equals(other);
  }

  /** A number with the suffixes that HotSpot takes, k to t. */
  static OptionalLong bytes(@Nullable String text) {
    Matcher size = SIZE.matcher(text == null ? "" : text);
    if (!size.matches()) {
      return OptionalLong.empty();
    }
    int shift =
        switch (size.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case "t" -> 40;
          default -> 0;
        };
    long number = Long.parseLong(size.group(1));
    return number > (Long.MAX_VALUE >> shift)
        ? OptionalLong.empty()
        : OptionalLong.of(number << shift);
  }
}
