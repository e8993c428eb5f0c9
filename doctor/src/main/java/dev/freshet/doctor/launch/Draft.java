package dev.freshet.doctor.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A plan in the making: what the caller gave is kept, and named where it stands against it. */
final class Draft {
  private final JavaCommand command;
  private final List<LaunchItem> items = new ArrayList<>();
  private final List<String> prefix = new ArrayList<>();
  private final List<String> flags = new ArrayList<>();

  Draft(JavaCommand command) {
    this.command = command;
  }

  /** Puts words in front of the command. */
  void bind(String reason, String... words) {
    prefix.addAll(List.of(words));
    items.add(new LaunchItem(LaunchItem.Kind.BINDING, String.join(" ", words), reason));
  }

  /** Adds a flag, unless the caller set it: then his value stays. */
  void flag(String option, String reason) {
    JavaOption wanted = JavaOption.of(option);
    String given = command.given().get(wanted.name());
    if (given == null) {
      flags.add(option);
      items.add(new LaunchItem(LaunchItem.Kind.FLAG, option, reason));
    } else if (wanted.says(given)) {
      items.add(new LaunchItem(LaunchItem.Kind.KEPT, written(wanted.name()), reason));
    } else {
      conflict(wanted.name(), "the goal wants " + option + ": " + reason);
    }
  }

  /** Names a flag of the caller's that stands against the goal. */
  void conflict(String name, String reason) {
    items.add(new LaunchItem(LaunchItem.Kind.CONFLICT, written(name), reason));
  }

  /** Names what stands against the goal and is no flag of the caller's. */
  void clash(String text, String reason) {
    items.add(new LaunchItem(LaunchItem.Kind.CONFLICT, text, reason));
  }

  void advise(String text, String reason) {
    items.add(new LaunchItem(LaunchItem.Kind.ADVICE, text, reason));
  }

  /**
   * The value that will hold: the caller's or ours; empty if nobody sets it, or it is no number.
   */
  OptionalLong number(String name) {
    String given = command.given().get(name);
    if (given != null) {
      return JavaOption.bytes(given);
    }
    return flags.stream()
        .map(JavaOption::of)
        .filter(option -> option.name().equals(name))
        .map(option -> JavaOption.bytes(option.value()))
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  boolean isGiven(String name) {
    return command.given().containsKey(name);
  }

  private String written(String name) {
    String value = command.given().getOrDefault(name, "");
    return command.options().stream()
        .filter(option -> option.startsWith("-") && JavaOption.of(option).name().equals(name))
        .reduce((first, last) -> last)
        .orElse(name + (value.isEmpty() ? "" : "=" + value) + " (environment or argument file)");
  }

  List<LaunchItem> items() {
    return List.copyOf(items);
  }

  List<String> prefix() {
    return List.copyOf(prefix);
  }

  List<String> flags() {
    return List.copyOf(flags);
  }
}
