package dev.freshet.cli;

import dev.freshet.lab.guide.Answer;
import dev.freshet.lab.guide.Load;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the questions of the guide that have not been answered yet, one line each.
 *
 * <p>An empty line takes the usual answer, a wrong one is asked again, and the end of the input
 * takes the usual answers for the rest. Used by one thread.
 */
final class GuideDialogue {
  private final Function<String, @Nullable String> ask;
  private final Consumer<String> tell;

  /**
   * A dialogue.
   *
   * @param ask shows a prompt and answers the line, or null at the end of the input
   * @param tell shows a line
   */
  GuideDialogue(Function<String, @Nullable String> ask, Consumer<String> tell) {
    this.ask = ask;
    this.tell = tell;
  }

  /**
   * Asks what is missing.
   *
   * @param given what is known
   * @return all answers
   */
  Load complete(Map<Answer, Long> given) {
    Load load = Load.usual();
    for (Map.Entry<Answer, Long> answer : given.entrySet()) {
      load = load.with(answer.getKey(), answer.getValue());
    }
    boolean first = true;
    for (Answer answer : Answer.values()) {
      if (given.containsKey(answer) || !matters(answer, load)) {
        continue;
      }
      if (first) {
        tell.accept("An empty line takes the answer in brackets; Ctrl-D takes them all.");
        first = false;
      }
      Long value = asked(answer);
      if (value == null) {
        break;
      }
      load = load.with(answer, value);
    }
    tell.accept("");
    return load;
  }

  /** The machine is known, and who does not wait has no waiting time. */
  private static boolean matters(Answer answer, Load load) {
    return switch (answer) {
      case PROCESSORS -> false;
      case WAIT_PER_TASK -> load.get(Answer.BLOCKING) > 0;
      default -> true;
    };
  }

  private @Nullable Long asked(Answer answer) {
    while (true) {
      String line = ask.apply(answer.question() + " [" + answer.print(answer.usual()) + "] ");
      if (line == null) {
        return null;
      }
      if (line.isBlank()) {
        return answer.usual();
      }
      try {
        return answer.parse(line);
      } catch (IllegalArgumentException e) {
        tell.accept("  '" + line.strip() + "' " + e.getMessage());
      }
    }
  }
}
