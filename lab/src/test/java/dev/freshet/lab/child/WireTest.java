package dev.freshet.lab.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.Measurement.Gc;
import dev.freshet.lab.Measurement.Pause;
import dev.freshet.lab.Measurement.RunDelay;
import dev.freshet.lab.Measurement.Slice;
import dev.freshet.report.LatencySummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WireTest {
  @TempDir Path folder;

  @Test
  void aTrialComesOutAsItWentIn() throws IOException {
    Trial trial =
        new Trial(
            new CellKey("Netty", "http", 2, 64),
            1_000,
            Duration.ofMillis(600),
            Map.of("market", "http://127.0.0.1:8080"));

    assertThat(sent(trial, Trial.class)).isEqualTo(trial);
  }

  @Test
  void aMeasurementComesOutAsItWentInWithWhatIsUnknown() throws IOException {
    Histogram nanos = new Histogram(1_000_000, 3);
    nanos.recordValue(1_500);
    Measurement measurement =
        new Measurement(
            10,
            0.5,
            20,
            LatencySummary.of(nanos),
            null,
            1.5,
            Double.NaN,
            0,
            2,
            100,
            Double.NaN,
            64,
            new Gc(1, 2.5, 2.5, List.of(new Pause(1, 2.5))),
            new RunDelay(2, 3.5, 4.5, 0.25),
            List.of(new Slice(0, 1, 1, Double.NaN, 8)),
            Map.of("settledSize", 64.5, "timeToSizeMs", Double.NaN));

    assertThat(sent(measurement, Measurement.class)).isEqualTo(measurement);
  }

  @Test
  void nullIsAFigureThatIsNotKnown() throws IOException {
    Path file = folder.resolve("slice.json");
    Files.writeString(file, "{\"atMs\":1,\"arrived\":2,\"completed\":3,\"p99Us\":null,\"size\":4}");

    assertThat(Wire.read(file, Slice.class)).isEqualTo(new Slice(1, 2, 3, Double.NaN, 4));
  }

  private <T> T sent(T value, Class<T> type) throws IOException {
    Path file = folder.resolve("value.json");
    Wire.write(file, value);
    return Wire.read(file, type);
  }
}
