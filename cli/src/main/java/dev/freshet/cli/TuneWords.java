package dev.freshet.cli;

import dev.freshet.doctor.tune.JvmScheduler.Change;
import dev.freshet.doctor.tune.JvmScheduler.Gauges;
import dev.freshet.doctor.tune.Pinning;
import dev.freshet.doctor.tune.TuneDecision;
import dev.freshet.host.scheduling.Answer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The wording of {@code freshet tune}. */
final class TuneWords {
  private TuneWords() {}

  static String gauges(Gauges now) {
    return "parallelism %d, carriers %d, carrying %d, virtual threads waiting for one %d"
        .formatted(now.parallelism(), now.poolSize(), now.mounted(), now.queued());
  }

  static String change(Change change) {
    String effect =
        switch (change.effect()) {
          case SEEN -> "in effect: " + change.gauges().mounted() + " carriers carry";
          case NO_LOAD -> "there is too little work to see it; it shows with the next load";
          case NOT_YET ->
              "not in effect after a second: "
                  + change.gauges().mounted()
                  + " carriers carry"
                  + (change.to() < change.from()
                      ? ", their virtual threads do not let them go"
                      : "");
        };
    return String.format(
        Locale.ROOT,
        "parallelism %d -> %d, %s (the call took %.0f us)",
        change.from(),
        change.to(),
        effect,
        change.callMicros());
  }

  static String decision(TuneDecision decision) {
    String move = decision.moves() ? " to " + decision.to() : "";
    return String.format(
        Locale.ROOT,
        "%3d s  parallelism %d, run %.1f, want to run %.1f, blocked %.1f, queued %.1f, work %.0f/s:"
            + " %s%s: %s",
        decision.tick(),
        decision.from(),
        decision.reading().running(),
        decision.reading().waiting(),
        decision.blocked(),
        decision.reading().queued(),
        decision.reading().work(),
        decision.action().name().toLowerCase(Locale.ROOT),
        move,
        decision.reason());
  }

  static String option(int level) {
    return "-Djdk.virtualThreadScheduler.parallelism=" + level;
  }

  static Map<String, Object> json(Pinning.Pinned one) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("tid", one.tid());
    fields.put("name", one.name());
    fields.put("before", one.before().toString());
    switch (one.answer()) {
      case Answer.Applied applied -> fields.put("applied", applied.what());
      case Answer.Denied denied -> fields.put("denied", denied.reason());
    }
    return fields;
  }
}
