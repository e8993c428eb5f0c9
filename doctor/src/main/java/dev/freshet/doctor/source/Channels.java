package dev.freshet.doctor.source;

import dev.freshet.doctor.Diagnosis.Layer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the best channel there is, and says what became of the others. */
public final class Channels {
  private static final String NAME = "L1 JVM";

  private Channels() {}

  /**
   * Opens a channel: JMX, else diagnostic commands.
   *
   * @param process the JVM
   * @param jmx whether the management agent may be started
   * @param layers gets a line for what was opened or why nothing was
   * @return the channel; null if there is none
   */
  public static @Nullable Channel open(JvmProcess process, boolean jmx, List<Layer> layers) {
    String without = jmx ? "" : "not asked for";
    if (jmx) {
      try {
        return opened(JmxChannel.open(process), "", layers);
      } catch (Unavailable refused) {
        without = refused.reason();
      }
    }
    try {
      return opened(CommandChannel.open(process), " (JMX: " + without + ")", layers);
    } catch (Unavailable refused) {
      String both =
          without.equals(refused.reason()) || !jmx
              ? refused.reason()
              : without + "; without JMX: " + refused.reason();
      layers.add(new Layer(NAME, false, both));
      return null;
    }
  }

  private static Channel opened(Channel channel, String without, List<Layer> layers) {
    layers.add(new Layer(NAME, true, channel.name() + without));
    return channel;
  }
}
