package dev.freshet.doctor.source;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole names of platform threads by the kernel's numbers, from the text of Thread.print. */
final class ThreadNames {
  private static final Pattern HEADER =
      Pattern.compile("(?m)^\"(.*)\" .*\\bnid=(0x[0-9a-f]+|\\d+)\\b");

  private ThreadNames() {}

  /** Numbers are decimal since JDK 20, and hexadecimal before. */
  static Map<Long, String> parse(String threadPrint) {
    Map<Long, String> names = new HashMap<>();
    Matcher header = HEADER.matcher(threadPrint);
    while (header.find()) {
      names.put(Long.decode(header.group(2)), header.group(1));
    }
    return names;
  }
}
