package dev.freshet.doctor.launch;

import dev.freshet.host.system.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a plan wants of the machine. It travels as a property on the JVM's own command line, so that
 * the check needs nothing but the process.
 *
 * {@snippet lang=java :
 * Wanted wanted = Wanted.parse("cpus:0-3/node:0/quota:none");
 * }
 *
 * <p>Thread-safe: immutable.
 *
 * @param cpus the CPUs that every thread is to stay on
 * @param node the memory node that its memory is to lie on
 * @param quota the CPU quota that it is to have, in CPUs; infinite for none
 */
public record Wanted(Optional<CpuSet> cpus, OptionalInt node, OptionalDouble quota) {
  /** Separates with characters that no shell interprets. */
  static final String PROPERTY = "-Dfreshet.launch";

  /** Nothing in particular. */
  public static final Wanted NOTHING =
      new Wanted(Optional.empty(), OptionalInt.empty(), OptionalDouble.empty());

  /**
   * The option that carries it.
   *
   * @return such as {@code -Dfreshet.launch=cpus:0-3/node:0/quota:none}
   */
  public String option() {
    List<String> parts = new ArrayList<>();
    cpus.ifPresent(set -> parts.add("cpus:" + set));
    node.ifPresent(id -> parts.add("node:" + id));
    quota.ifPresent(
        limit -> parts.add("quota:" + (Double.isInfinite(limit) ? "none" : Sizes.cpus(limit))));
    return PROPERTY + "=" + String.join("/", parts);
  }

  /**
   * Reads the value of the property.
   *
   * @param value as {@link #option} writes it after the equals sign
   * @return what it says; a part that is not understood is left out
   */
  public static Wanted parse(String value) {
    Wanted wanted = NOTHING;
    for (String part : value.split("/", -1)) {
      int colon = part.indexOf(':');
      if (colon > 0) {
        wanted = wanted.with(part.substring(0, colon), part.substring(colon + 1));
      }
    }
    return wanted;
  }

  private Wanted with(String key, String value) {
    try {
      return switch (key) {
        case "cpus" -> new Wanted(Optional.of(CpuSet.parse(value)), node, quota);
        case "node" -> new Wanted(cpus, OptionalInt.of(Integer.parseInt(value)), quota);
        case "quota" ->
            new Wanted(
                cpus,
                node,
                OptionalDouble.of(
                    value.equals("none") ? Double.POSITIVE_INFINITY : Double.parseDouble(value)));
        default -> this;
      };
    } catch (IllegalArgumentException foreign) {
      return this; // somebody else's property of the same name
    }
  }
}
