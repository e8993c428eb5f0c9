package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.lab.Lab;
import dev.freshet.lab.LabPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the help of a command shows as an example can be typed. */
final class HelpExamplesTest {
  private static final String NAME = "freshet ";

  @Test
  void everyExampleIsUnderstood() {
    List<String> examples = new ArrayList<>();
    collect(Main.commandLine(), examples);

    assertThat(examples).anyMatch(example -> example.startsWith("lab run "));
    assertThat(examples).anyMatch(example -> example.startsWith("lab guide "));
    examples.removeIf(example -> example.startsWith("test ")); // Maven's options; the launcher's
    for (String example : examples) {
      CommandLine.ParseResult parsed = Main.commandLine().parseArgs(words(example));
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      assertThat(parsed.errors()).as(example).isEmpty();
      if (example.startsWith("lab run ")) {
        // The parser takes any name; the lab refuses those that it does not know.
        Lab.of(
            LabPlan.builder()
                .subjects(parsed.matchedOptionValue("--subjects", List.of()))
                .workloads(parsed.matchedOptionValue("--workloads", List.of()))
                .build());
      }
    }
  }

  /** The lines that start with our name, with those that they are continued on. */
  private static void collect(CommandLine command, List<String> examples) {
    boolean continued = false;
    for (String line : command.getCommandSpec().usageMessage().footer()) {
      boolean begins = line.strip().startsWith(NAME);
      String text = line.strip();
      if (continued) {
        examples.set(examples.size() - 1, examples.getLast() + " " + bare(text));
      } else if (begins && line.startsWith("  ")) {
        examples.add(bare(text.substring(NAME.length())));
      }
      continued = (continued || begins) && text.endsWith("\\");
    }
    command.getSubcommands().values().forEach(sub -> collect(sub, examples));
  }

  /** Without the sign of continuation and without the remark that stands far to the right. */
  private static String bare(String line) {
    return line.split(" {3,}", 2)[0].replaceFirst("\\s*\\\\$", "");
  }

  /** As a shell splits them: single quotes hold words together. */
  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (char c : (line + " ").toCharArray()) {
      if (c == '\'') {
        quoted = !quoted;
      } else if (c == ' ' && !quoted) {
        if (!word.isEmpty()) {
          words.add(word.toString());
        }
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    return words.toArray(new String[0]);
  }
}
