package dev.freshet.doctor.look;

import java.io.File;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values for the tail model, from a column of numbers, a log of HdrHistogram, or JSON.
 *
 * @param values in the order of the file, which should be that of time
 * @param kind what the file is, in words
 * @param note what the reader should know about the values; empty if nothing
 */
public record TailFile(List<Double> values, String kind, String note) {
  /** More would not fit the heap of the command beside the model's copies. */
  private static final int MOST = 20_000_000;

  /** Keeps an unmodifiable copy. */
  public TailFile {
    values = List.copyOf(values);
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @return its values; at least one
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException in one line that names place and reason, if it is not what it
   *     should be
   */
  public static TailFile read(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    TailFile read =
        name.endsWith(".json") ? json(file) : name.endsWith(".hlog") ? log(file) : column(file);
    if (read.values.isEmpty()) {
      throw new IllegalArgumentException("must hold at least one value");
    }
    return read;
  }

  /**
   * The values for {@link dev.freshet.report.stats.Tail}.
   *
   * @return a new array
   */
  public double[] array() {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static TailFile column(Path file) throws IOException {
    List<Double> values = new ArrayList<>();
    int number = 0;
    try (var lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
          continue;
        }
        double value = number(text);
        if (Double.isNaN(value) && number > 1) {
          throw new IllegalArgumentException(
              "line "
                  + number
                  + " '"
                  + (text.length() > 40 ? text.substring(0, 40) + "..." : text)
                  + "': must be one finite number");
        }
        if (!Double.isNaN(value)) {
          values.add(value); // else the first line is a heading
          requireRoom(values.size());
        }
      }
    } catch (MalformedInputException binary) {
      throw new IllegalArgumentException("must be text, a .hlog or a .json file", binary);
    }
    return new TailFile(values, "column of numbers", "");
  }

  private static double number(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? value : Double.NaN;
    } catch (NumberFormatException heading) {
      return Double.NaN;
    }
  }

  private static TailFile log(Path file) throws IOException {
    List<Double> values = new ArrayList<>();
    try (HistogramLogReader reader = new HistogramLogReader(new File(file.toString()))) {
      EncodableHistogram next = reader.nextIntervalHistogram();
      while (next != null) {
        if (next instanceof Histogram interval) {
          add(values, interval);
        }
        next = reader.nextIntervalHistogram();
      }
    } catch (RuntimeException garbled) {
      throw new IllegalArgumentException(
          "must be a log of HdrHistogram: " + garbled.getMessage(), garbled);
    }
    return new TailFile(
        values,
        "log of HdrHistogram",
        "values are those of the histogram's buckets, in order by interval only: ties, and lost"
            + " order, may keep a model from being fitted; raw values in a column say more");
  }

  private static void add(List<Double> values, Histogram interval) {
    for (HistogramIterationValue value : interval.recordedValues()) {
      long count = value.getCountAtValueIteratedTo();
      requireRoom(values.size() + count);
      for (long i = 0; i < count; i++) {
        values.add((double) value.getValueIteratedTo());
      }
    }
  }

  private static TailFile json(Path file) throws IOException {
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(Files.readString(file));
    } catch (JacksonException garbled) {
      throw new IllegalArgumentException("must be JSON: " + garbled.getOriginalMessage(), garbled);
    }
    JsonNode array = root.isArray() ? root : root.path("values");
    String schema = root.path("schema").asString("");
    if (!array.isArray()) {
      throw new IllegalArgumentException(
          schema.isEmpty()
              ? "must be an array of numbers, or an object with one named values"
              : "'"
                  + schema
                  + "' holds percentiles of histograms and not the values themselves,"
                  + " so no tail can be fitted; must be an array, a column or a .hlog");
    }
    List<Double> values = new ArrayList<>();
    for (JsonNode value : array) {
      if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
        throw new IllegalArgumentException(
            "value " + (values.size() + 1) + " '" + value + "': must be one finite number");
      }
      values.add(value.asDouble());
      requireRoom(values.size());
    }
    return new TailFile(values, "JSON", "");
  }

  private static void requireRoom(long count) {
    if (count > MOST) {
      throw new IllegalArgumentException("must hold at most " + MOST + " values");
    }
  }

  /**
   * The greatest value.
   *
   * @return in the unit of the file
   */
  public double max() {
    return DoubleStream.of(array()).max().orElse(Double.NaN);
  }
}
