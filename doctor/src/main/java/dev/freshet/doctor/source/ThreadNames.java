package dev.freshet.doctor.source;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole names of platform threads by the kernel's numbers, from the text of Thread.print. */
final class ThreadNames {
  private static final Pattern HEADER =
      Pattern.compile("(?m)^\"(.*)\" (?:#\\d+ \\[(\\d+)\\]|.*\\bnid=(0x[0-9a-f]+|\\d+)\\b)");

  private ThreadNames() {}

  /**
   * Numbers are hexadecimal before JDK 20, and decimal since; a carrier that carries has none after
   * {@code nid=}, only the one in brackets.
   */
  static Map<Long, String> parse(String threadPrint) {
    Map<Long, String> names = new HashMap<>();
    Matcher header = HEADER.matcher(threadPrint);
    while (header.find()) {
      String number = header.group(2) == null ? header.group(3) : header.group(2);
      names.put(Long.decode(number), header.group(1));
    }
    return names;
  }
}
