package dev.freshet.lab.guide;

import dev.freshet.core.watch.SaturationInputs;
import dev.freshet.core.watch.SaturationModel;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * All that rules may ask for: the answers, what follows from them, and the choices made so far.
 *
 * <p>Not thread-safe: choices are added as they are made.
 */
final class Facts {
  private static final double SECOND = 1e9;

  private final Load load;
  private final SaturationModel littlesLaw;
  private final Map<Derived, Long> derived = new EnumMap<>(Derived.class);
  private final Map<Decision, String> chosen = new EnumMap<>(Decision.class);

  Facts(Load load) {
    this.load = load;
    // Tasks in flight depend neither on the limit nor on the processors, so 1 will do.
    this.littlesLaw = SaturationModel.of(inputs(1, 1, load));
    double cpu = load.cpuNanos();
    double service = cpu + load.waitNanos();
    double peak = (double) load.get(Answer.PEAK);
    double inFlight = littlesLaw.demandAt(peak);
    derived.put(Derived.IN_FLIGHT, (long) Math.ceil(inFlight));
    derived.put(Derived.COMPUTING, Math.round(100 * cpu / service));
    derived.put(
        Derived.CPU_LOAD,
        (long) Math.ceil(100 * peak * cpu / SECOND / (double) load.get(Answer.PROCESSORS)));
    derived.put(Derived.SPARE_PROCESSORS, load.get(Answer.PROCESSORS) - (long) Math.ceil(inFlight));
    derived.put(Derived.KEY_LOAD, (long) Math.ceil(inFlight * (double) load.get(Answer.SAME_KEY)));
    derived.put(Derived.MEMORY_SHORT, 0L);
  }

  static SaturationInputs inputs(int limit, int processors, Load load) {
    return SaturationInputs.of(limit, processors)
        .cpu(Duration.ofNanos(Math.round(load.cpuNanos())))
        .blocked(Duration.ofNanos(Math.round(load.waitNanos())));
  }

  Load load() {
    return load;
  }

  /** Tasks in flight at the peak, or at the rate that the processors bear if that is lower. */
  double inFlight() {
    double bearable = (double) load.get(Answer.PROCESSORS) * SECOND / load.cpuNanos();
    return littlesLaw.demandAt(Math.min((double) load.get(Answer.PEAK), bearable));
  }

  /** Tasks that must be in flight to keep all processors busy. */
  double inFlightAtFullLoad() {
    return littlesLaw.demandAt((double) load.get(Answer.PROCESSORS) * SECOND / load.cpuNanos());
  }

  void choose(Decision decision, String choice) {
    chosen.put(decision, choice);
  }

  void memoryShort(boolean isShort) {
    derived.put(Derived.MEMORY_SHORT, isShort ? 1L : 0L);
  }

  /** A fact that is a quantity. */
  long number(Fact fact) {
    return switch (fact) {
      case Answer answer -> load.get(answer);
      case Derived value -> Objects.requireNonNull(derived.get(value));
      case Decision _ -> throw new IllegalArgumentException(fact.key() + ": is no quantity");
    };
  }

  /** A fact in words. */
  String text(Fact fact) {
    return switch (fact) {
      case Answer answer -> load.text(answer);
      case Derived value when value.kind() == Kind.YES_NO -> number(value) == 1 ? "yes" : "no";
      case Derived value -> value.kind().print(number(value));
      case Decision decision -> chosen.getOrDefault(decision, "");
    };
  }
}
