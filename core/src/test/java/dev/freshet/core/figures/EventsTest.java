package dev.freshet.core.figures;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Overrun;
import dev.freshet.core.Refusal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each event in a real recording of this JVM, written to a file and read back. */
@Timeout(120)
class EventsTest {
  private static final StackTraceElement FRAME =
      new StackTraceElement("shop.Cart", "total", "Cart.java", 42);

  /** What JFR makes of a time that was not measured; tools print N/A. */
  private static final Duration NOT_AVAILABLE = Duration.ofSeconds(Long.MIN_VALUE);

  @TempDir Path folder;

  private List<RecordedEvent> record(Consumer<Recording> settings, Runnable work)
      throws IOException {
    try (Recording recording = new Recording()) {
      recording.setSettings(Map.of("dev.freshet.Refused#throttle", "off"));
      settings.accept(recording);
      recording.start();
      work.run();
      recording.stop();
      Path file = folder.resolve("events.jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().startsWith("dev.freshet."))
          .toList();
    }
  }

  private static void emitOneOfEach() {
    Events.taskStarted("prices", "fetch", "io", 1_234);
    Events.taskEnded("prices", "fetch", "completed", 5_678);
    Events.refused("prices", Refusal.LANE_FULL, "fetch");
    Events.resized("prices", 8, 16, "dual window");
    Events.overran(overrun(Collections.nCopies(2, FRAME)));
  }

  private static Overrun overrun(List<StackTraceElement> stack) {
    return new Overrun(
        "prices", "fetch", "io", Duration.ofMillis(300), Duration.ofMillis(250), "prices-7", stack);
  }

  private static void allOn(Recording recording) {
    recording.enable("dev.freshet.TaskStarted");
    recording.enable("dev.freshet.TaskEnded");
  }

  private static RecordedEvent only(List<RecordedEvent> events, String name) {
    List<RecordedEvent> found =
        events.stream().filter(e -> e.getEventType().getName().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  @Test
  void tasksAreOffAndTheRareEventsOnByDefault() throws IOException {
    assertThat(record(_ -> {}, EventsTest::emitOneOfEach))
        .extracting(event -> event.getEventType().getName())
        .containsExactlyInAnyOrder(
            "dev.freshet.Refused", "dev.freshet.Resized", "dev.freshet.Overrun");
  }

  @Test
  void taskEventsCarryTheirFields() throws IOException {
    List<RecordedEvent> events = record(EventsTest::allOn, EventsTest::emitOneOfEach);
    RecordedEvent started = only(events, "dev.freshet.TaskStarted");
    assertThat(started.getString("pool")).isEqualTo("prices");
    assertThat(started.getString("task")).isEqualTo("fetch");
    assertThat(started.getString("taskClass")).isEqualTo("io");
    assertThat(started.getDuration("queuedFor")).isEqualTo(Duration.ofNanos(1_234));
    RecordedEvent ended = only(events, "dev.freshet.TaskEnded");
    assertThat(ended.getString("pool")).isEqualTo("prices");
    assertThat(ended.getString("task")).isEqualTo("fetch");
    assertThat(ended.getString("outcome")).isEqualTo("completed");
    assertThat(ended.getDuration("ranFor")).isEqualTo(Duration.ofNanos(5_678));
  }

  @Test
  void poolEventsCarryTheirFields() throws IOException {
    List<RecordedEvent> events = record(_ -> {}, EventsTest::emitOneOfEach);
    RecordedEvent refused = only(events, "dev.freshet.Refused");
    assertThat(refused.getString("pool")).isEqualTo("prices");
    assertThat(refused.getString("reason")).isEqualTo("LANE_FULL");
    assertThat(refused.getString("task")).isEqualTo("fetch");
    RecordedEvent resized = only(events, "dev.freshet.Resized");
    assertThat(resized.getString("pool")).isEqualTo("prices");
    assertThat(resized.getInt("from")).isEqualTo(8);
    assertThat(resized.getInt("to")).isEqualTo(16);
    assertThat(resized.getString("reason")).isEqualTo("dual window");
    RecordedEvent overrun = only(events, "dev.freshet.Overrun");
    assertThat(overrun.getString("pool")).isEqualTo("prices");
    assertThat(overrun.getString("task")).isEqualTo("fetch");
    assertThat(overrun.getString("taskClass")).isEqualTo("io");
    assertThat(overrun.getDuration("runningFor")).isEqualTo(Duration.ofMillis(300));
    assertThat(overrun.getDuration("budget")).isEqualTo(Duration.ofMillis(250));
    assertThat(overrun.getString("worker")).isEqualTo("prices-7");
    assertThat(overrun.getString("workerStack"))
        .isEqualTo("shop.Cart.total(Cart.java:42)\nshop.Cart.total(Cart.java:42)\n");
  }

  @Test
  void whatIsUnknownIsMissingInTheEvent() throws IOException {
    List<RecordedEvent> events =
        record(
            EventsTest::allOn,
            () -> {
              Events.taskStarted("prices", "fetch", null, Long.MIN_VALUE);
              Events.taskEnded("prices", "fetch", "failed", Long.MIN_VALUE);
              Events.refused("prices", Refusal.SHUT_DOWN, null);
            });
    RecordedEvent started = only(events, "dev.freshet.TaskStarted");
    assertThat(started.getString("taskClass")).isNull();
    assertThat(started.getDuration("queuedFor")).isEqualTo(NOT_AVAILABLE);
    assertThat(only(events, "dev.freshet.TaskEnded").getDuration("ranFor"))
        .isEqualTo(NOT_AVAILABLE);
    assertThat(only(events, "dev.freshet.Refused").getString("task")).isNull();
  }

  @Test
  void aDeepStackIsCutNotLost() throws IOException {
    List<RecordedEvent> events =
        record(_ -> {}, () -> Events.overran(overrun(Collections.nCopies(5_000, FRAME))));
    assertThat(only(events, "dev.freshet.Overrun").getString("workerStack").lines())
        .hasSize(Events.FRAMES + 1)
        .endsWith("... 4936 more");
  }

  @Test
  void aFloodOfRefusalsDoesNotFillTheRecording() throws IOException {
    int many = 50_000;
    Runnable flood =
        () -> {
          for (int i = 0; i < many; i++) {
            Events.refused("prices", Refusal.LANE_FULL, null);
          }
        };
    Consumer<Recording> asShipped = recording -> recording.setSettings(Map.of());
    assertThat(record(asShipped, flood)).hasSizeBetween(1, many / 2);
    assertThat(record(_ -> {}, flood)).hasSize(many);
  }

  @Test
  void knowsWhetherTaskEventsAreOn() throws IOException {
    assertThat(Events.wantsTaskStarted()).isFalse();
    assertThat(Events.wantsTaskEnded()).isFalse();
    boolean[] on = new boolean[2];
    record(
        EventsTest::allOn,
        () -> {
          on[0] = Events.wantsTaskStarted();
          on[1] = Events.wantsTaskEnded();
        });
    assertThat(on).containsExactly(true, true);
  }

  @Test
  void isDescribedForTools() throws IOException {
    record(EventsTest::allOn, EventsTest::emitOneOfEach);
    List<EventType> types =
        FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .filter(type -> type.getName().startsWith("dev.freshet."))
            .toList();
    assertThat(types).hasSize(5);
    for (EventType type : types) {
      assertThat(type.getCategoryNames()).containsExactly("Freshet");
      assertThat(type.getLabel()).isNotBlank();
      assertThat(type.getDescription()).isNotBlank();
      assertThat(type.getSettingDescriptors())
          .filteredOn(setting -> setting.getName().equals("stackTrace"))
          .allSatisfy(setting -> assertThat(setting.getDefaultValue()).isEqualTo("false"));
      assertThat(type.getFields().stream().filter(f -> f.getName().equals("pool"))).hasSize(1);
    }
  }

  /** What {@link #doesNotWakeJfr} runs in a JVM of its own. */
  static final class QuietJvm {
    public static void main(String[] args) {
      emitOneOfEach();
      System.out.println(Events.wantsTaskStarted() || Events.wantsTaskEnded());
    }
  }

  @Test
  void doesNotWakeJfr() throws IOException, InterruptedException {
    Path log = folder.resolve("classes.log");
    String classPath =
        String.join(
            File.pathSeparator,
            Path.of("target", "classes").toString(),
            Path.of("target", "test-classes").toString());
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                classPath,
                QuietJvm.class.getName())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(java.getInputStream().readAllBytes(), UTF_8)).isEqualTo("false\n");
    assertThat(java.waitFor()).isZero();
    assertThat(Files.readString(log))
        .contains("dev.freshet.core.figures.Events ")
        .doesNotContain("dev.freshet.core.figures.RefusedEvent ")
        .doesNotContain("jdk.jfr.internal.MetadataRepository ");
  }
}
