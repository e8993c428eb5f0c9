package dev.freshet.doctor.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.doctor.show.TailText;
import dev.freshet.report.stats.Tail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TailFileTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void readsAColumnWithHeadingCommentsAndBlanks() throws IOException {
    assertThat(TailFile.read(file("a.txt", "latency_ms\n# warm\n1.5\n\n 2e3 \n")).values())
        .containsExactly(1.5, 2000.0);
  }

  @Test
  void readsArraysOfJson() throws IOException {
    assertThat(TailFile.read(file("a.json", "[1, 2.5]")).values()).containsExactly(1.0, 2.5);
    assertThat(TailFile.read(file("b.json", "{\"values\": [3]}")).values()).containsExactly(3.0);
  }

  @Test
  void readsALogOfHdrHistogram() throws IOException {
    Path log = folder.resolve("a.hlog");
    Histogram histogram = new Histogram(3);
    histogram.recordValueWithCount(100, 3);
    histogram.recordValue(700);
    histogram.setStartTimeStamp(1_000);
    histogram.setEndTimeStamp(2_000);
    try (var stream = Files.newOutputStream(log)) {
      HistogramLogWriter writer = new HistogramLogWriter(stream);
      writer.outputIntervalHistogram(histogram);
      writer.close();
    }

    TailFile read = TailFile.read(log);

    assertThat(read.values()).containsExactly(100.0, 100.0, 100.0, 700.0);
    assertThat(read.note()).contains("buckets");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a.txt  | 1;two;3                            | line 2 'two': must be one finite number
          a.txt  | heading                            | must hold at least one value
          a.txt  | 1;NaN                              | line 2 'NaN': must be one finite number
          a.json | {"schema": "freshet/lab/1"}        | 'freshet/lab/1' holds percentiles of histograms and not the values themselves, so no tail can be fitted; must be an array, a column or a .hlog
          a.json | {"x": 1}                           | must be an array of numbers, or an object with one named values
          a.json | [1, "x"]                           | value 2 '"x"': must be one finite number
          """)
  void whatCannotBeReadIsOneLine(String name, String text, String complaint) throws IOException {
    Path file = file(name, text.replace(';', '\n'));

    assertThatThrownBy(() -> TailFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(complaint);
  }

  @Test
  void aTailIsShownWithItsQuantilesOrTheReasonForNone() throws IOException {
    StringBuilder column = new StringBuilder();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 5_000; i++) {
      // A Pareto distribution with xi 0.2.
      column.append(5 * (Math.pow(1 - random.nextDouble(), -0.2) - 1)).append('\n');
    }
    TailFile file = TailFile.read(file("pareto.txt", column.toString()));

    List<String> lines =
        TailText.lines(file, Tail.of(file.array()), List.of(0.99, 0.999, 0.999999));

    assertThat(lines).anyMatch(line -> line.startsWith("generalised Pareto above "));
    assertThat(lines).anyMatch(line -> line.startsWith("P99.9 = "));
    assertThat(lines).anyMatch(line -> line.startsWith("P99.9999 unknown: "));
  }
}
