package dev.freshet.doctor.source;

import dev.freshet.doctor.window.JvmEvent.Pause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Puts pauses together. A safepoint is reported as three events (reaching it, the operation in it,
 * its end), a collection as two more; a pause is all of them.
 */
final class PauseJoin {
  private final Map<Long, Span> safepoints = new LinkedHashMap<>();
  private final Map<Long, Span> ends = new LinkedHashMap<>();
  private final Map<Long, String> operations = new LinkedHashMap<>();
  private final List<Phase> phases = new ArrayList<>();
  private final Map<Integer, String> causes = new LinkedHashMap<>();

  private record Span(double start, double ms) {
    double end() {
      return start + ms;
    }
  }

  private record Phase(Span span, int gcId, String name) {}

  void accept(RecordedEvent event, double start, double ms) {
    Span span = new Span(start, ms);
    switch (event.getEventType().getName()) {
      case "jdk.SafepointBegin" -> safepoints.put(event.getLong("safepointId"), span);
      case "jdk.SafepointEnd" -> ends.put(event.getLong("safepointId"), span);
      case "jdk.ExecuteVMOperation" -> {
        if (event.getBoolean("safepoint")) {
          operations.put(event.getLong("safepointId"), EventReader.text(event, "operation"));
        }
      }
      case "jdk.GCPhasePause" ->
          phases.add(new Phase(span, event.getInt("gcId"), EventReader.text(event, "name")));
      case "jdk.GarbageCollection" ->
          causes.put(event.getInt("gcId"), EventReader.text(event, "cause"));
      case "jdk.ZAllocationStall" -> phases.add(new Phase(span, -1, "allocation stall"));
      default -> {
        // Not asked for: another recording's.
      }
    }
  }

  List<Pause> pauses() {
    List<Pause> pauses = new ArrayList<>();
    List<Phase> alone = new ArrayList<>(phases);
    safepoints.forEach(
        (id, begin) -> {
          Span end = ends.get(id);
          if (end == null) {
            return; // still lasts, or its end was lost
          }
          Optional<Phase> phase =
              phases.stream()
                  .filter(p -> p.span.start >= begin.start && p.span.start <= end.end())
                  .findFirst();
          phase.ifPresent(alone::remove);
          String operation = operations.getOrDefault(id, "safepoint");
          pauses.add(
              new Pause(
                  begin.start,
                  end.end() - begin.start,
                  phase.isPresent(),
                  phase.map(Phase::name).orElse(operation),
                  phase.map(this::cause).orElse(operation),
                  begin.ms));
        });
    for (Phase phase : alone) {
      pauses.add(new Pause(phase.span.start, phase.span.ms, true, phase.name, cause(phase), 0));
    }
    return pauses;
  }

  private String cause(Phase phase) {
    return causes.getOrDefault(phase.gcId, "");
  }
}
