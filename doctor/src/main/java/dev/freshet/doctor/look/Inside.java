package dev.freshet.doctor.look;

import dev.freshet.doctor.Diagnosis.Layer;
import dev.freshet.doctor.source.Channel;
import dev.freshet.doctor.source.Channel.Recording;
import dev.freshet.doctor.source.Channels;
import dev.freshet.doctor.source.DumpTaker;
import dev.freshet.doctor.source.EventReader;
import dev.freshet.doctor.source.EventSettings;
import dev.freshet.doctor.source.Facts;
import dev.freshet.doctor.source.Gauge;
import dev.freshet.doctor.source.JvmProcess;
import dev.freshet.doctor.source.Unavailable;
import dev.freshet.doctor.window.Dump;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is read inside the JVM, each part on its own: a part that fails is told as a missing layer
 * and asked no more, the others go on.
 *
 * <p>Thread-safe: the parts are asked by a thread each.
 */
final class Inside implements AutoCloseable {
  private final JvmProcess process;
  private final @Nullable Channel channel;
  private final EventReader events = new EventReader();
  private final List<Gauge> gauges = new ArrayList<>();
  private @Nullable Recording recording;
  private volatile @Nullable DumpTaker dumps;
  private volatile String gaugeFailure = "";

  private Inside(JvmProcess process, @Nullable Channel channel) {
    this.process = process;
    this.channel = channel;
  }

  static Inside open(JvmProcess process, LookOptions options, List<Layer> layers) {
    if (!options.attach()) {
      layers.add(new Layer("L1 JVM", false, "not asked for"));
      return new Inside(process, null);
    }
    return new Inside(process, Channels.open(process, options.jmx(), layers));
  }

  Facts facts(List<Layer> layers) {
    if (channel != null) {
      try {
        Facts facts = channel.facts();
        if (!facts.recordings().isEmpty()) {
          layers.add(
              new Layer(
                  "L1 other recordings",
                  true,
                  "the flight recorder runs already ("
                      + facts.recordings()
                      + "): while the doctor looks, the finer setting of each event holds for"
                      + " both"));
        }
        return facts;
      } catch (Unavailable silent) {
        layers.add(new Layer("L1 facts", false, silent.reason()));
      }
    }
    return new Facts(process.javaVersion(), 0, Double.NaN, "");
  }

  /** Switches the flight recorder on; pauses that this makes are over when it returns. */
  void record(int javaVersion, List<Layer> layers) {
    if (channel == null) {
      return;
    }
    EventSettings settings = EventSettings.of(javaVersion);
    try {
      recording = channel.record(settings.settings(), events);
      layers.add(new Layer("L1 flight recorder", true, "events, a second late"));
    } catch (Unavailable refused) {
      layers.add(new Layer("L1 flight recorder", false, refused.reason()));
    }
    settings.missing().forEach(line -> layers.add(new Layer("L1 events", false, line)));
    openGauges(layers);
  }

  /** Finds out whether the scheduler can be read. */
  void openGauges(List<Layer> layers) {
    if (channel == null) {
      return;
    }
    try {
      gauge();
      layers.add(new Layer("L1 scheduler", true, "gauges of virtual threads, 10 a second"));
    } catch (Unavailable old) {
      gaugeFailure = old.reason();
      layers.add(new Layer("L1 scheduler", false, old.reason()));
    }
  }

  /** Makes room for dumps. */
  void prepareDumps(List<Layer> layers) {
    if (channel != null) {
      try {
        dumps = new DumpTaker(process, channel);
      } catch (Unavailable closed) {
        layers.add(new Layer("L1 thread dumps", false, closed.reason()));
      }
    }
  }

  /** Begins: what happened before was the doctor's doing. */
  void begin(Instant now, long nanos) {
    events.begin(now);
    DumpTaker taker = dumps;
    if (taker != null) {
      taker.begin(nanos);
    }
    takeGauges();
  }

  /** Reads the gauges; called ten times a second. */
  void tickGauges() {
    if (gaugeFailure.isEmpty()) {
      try {
        gauge();
      } catch (Unavailable silent) {
        gaugeFailure = silent.reason();
      }
    }
  }

  private void gauge() throws Unavailable {
    if (channel != null) {
      Gauge gauge = channel.gauge();
      synchronized (gauges) {
        gauges.add(gauge);
      }
    }
  }

  /** Takes a dump if the budget allows; called a few times a second. */
  void tickDumps() {
    DumpTaker taker = dumps;
    if (taker != null) {
      taker.tick();
    }
  }

  List<Gauge> takeGauges() {
    synchronized (gauges) {
      List<Gauge> taken = List.copyOf(gauges);
      gauges.clear();
      return taken;
    }
  }

  Map<Integer, String> names() {
    try {
      return channel == null ? Map.of() : process.names(channel.threadPrint());
    } catch (Unavailable silent) {
      return Map.of(); // the kernel's names will do
    }
  }

  /** Ends the recording, so that its last events arrive. */
  void finish(List<Layer> layers) {
    Recording running = recording;
    recording = null;
    if (running != null) {
      try {
        running.finish();
      } catch (Unavailable silent) {
        layers.add(new Layer("L1 last events", false, silent.reason()));
      }
    }
    if (events.full()) {
      layers.add(new Layer("L1 events", false, "more than half a million came: the rest is left"));
    }
    DumpTaker taker = dumps;
    if (taker != null) {
      String failure = taker.failure();
      int count = taker.dumps().size();
      layers.add(
          new Layer(
              "L1 thread dumps",
              failure.isEmpty(),
              count
                  + (count == 1 ? " dump" : " dumps")
                  + (failure.isEmpty() ? "" : "; " + failure)));
    }
    if (channel != null && !gaugeFailure.isEmpty() && process.lives()) {
      boolean told = layers.stream().anyMatch(layer -> layer.detail().equals(gaugeFailure));
      if (!told) {
        layers.add(new Layer("L1 scheduler", false, gaugeFailure));
      }
    }
  }

  EventReader events() {
    return events;
  }

  List<Dump> dumps() {
    DumpTaker taker = dumps;
    return taker == null ? List.of() : taker.dumps();
  }

  String leaves() {
    return channel == null || !process.lives() ? "" : channel.leaves();
  }

  @Override
  public void close() {
    finish(new ArrayList<>()); // after a failure; else it is finished already
    DumpTaker taker = dumps;
    if (taker != null) {
      taker.close();
    }
    if (channel != null) {
      channel.close();
    }
  }
}
