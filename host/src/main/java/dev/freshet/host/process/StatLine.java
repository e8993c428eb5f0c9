package dev.freshet.host.process;

import dev.freshet.host.system.SystemRoot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one line of {@code /proc/PID/stat} (proc_pid_stat(5)). The name stands in parentheses and may
 * hold blanks and parentheses itself, so fields are counted from the last one on.
 *
 * @param name the thread's name
 * @param fields what follows it; field 3 of the manual is the first
 */
record StatLine(String name, List<String> fields) {
  /** Fields as the manual counts them. */
  private static final int STATE = 3;

  private static final int MAJOR_FAULTS = 12;
  private static final int THREADS = 20;
  private static final int START = 22;
  private static final int PROCESSOR = 39;

  static @Nullable StatLine read(SystemRoot root, String folder) {
    String text = root.text(folder + "/stat");
    if (text == null) {
      return null;
    }
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    if (open < 0 || close < open) {
      return null;
    }
    List<String> fields = List.of(text.substring(close + 1).strip().split(" ", -1));
    return fields.size() <= PROCESSOR - STATE
        ? null
        : new StatLine(text.substring(open + 1, close), fields);
  }

  char state() {
    return field(STATE).charAt(0);
  }

  long majorFaults() {
    return number(MAJOR_FAULTS);
  }

  int threads() {
    return (int) number(THREADS);
  }

  long startTicks() {
    return number(START);
  }

  int lastCpu() {
    return (int) number(PROCESSOR);
  }

  private String field(int number) {
    return fields.get(number - STATE);
  }

  private long number(int field) {
    Long number = SystemRoot.leadingNumber(field(field));
    return number == null ? -1 : number;
  }
}
