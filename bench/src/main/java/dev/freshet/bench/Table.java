package dev.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints rows as a table and as JSON. */
final class Table {
  private Table() {}

  /** Prints medians with intervals, and how each rival compares with each subject of ours. */
  static void print(String suite, List<Row> rows) {
    int rounds = rows.getFirst().scores().size();
    System.out.printf("suite %s, %d rounds, median [lowest .. highest round]%n%n", suite, rounds);
    machine().forEach((key, value) -> System.out.printf("  %-11s %s%n", key, value));
    String scenario = "";
    for (Row row : rows) {
      if (!row.scenario().equals(scenario)) {
        scenario = row.scenario();
        header(scenario, row.unit(), ours(rows, scenario));
      }
      StringBuilder line = new StringBuilder();
      line.append(
          String.format(
              Locale.ROOT,
              "  %-22s %8.1f [%7.1f .. %7.1f] %7.1f",
              row.subject(),
              row.median(),
              row.low(),
              row.high(),
              row.medianBytes()));
      for (Row own : ours(rows, scenario)) {
        Row ratio = row.over(own);
        line.append(
            String.format(
                Locale.ROOT,
                "   %5.2fx [%5.2f .. %5.2f]",
                ratio.median(),
                ratio.low(),
                ratio.high()));
      }
      System.out.println(line);
    }
  }

  private static void header(String scenario, String unit, List<Row> ours) {
    StringBuilder line =
        new StringBuilder(
            String.format("%n%-24s %8s %22s %7s", scenario, unit, "interval", "B/task"));
    for (Row own : ours) {
      line.append(String.format("   %-23s", "times " + own.subject()));
    }
    System.out.println(line.toString().stripTrailing());
  }

  private static List<Row> ours(List<Row> rows, String scenario) {
    return rows.stream()
        .filter(row -> row.scenario().equals(scenario) && row.subject().startsWith("freshet-"))
        .toList();
  }

  /** The document {@code {suite, machine, rows}}. */
  static String json(String suite, List<Row> rows) {
    StringBuilder out = new StringBuilder("{\n  \"suite\": ").append(quoted(suite));
    out.append(",\n  \"machine\": {");
    String separator = "\n";
    for (Map.Entry<String, String> fact : machine().entrySet()) {
      out.append(separator).append("    ").append(quoted(fact.getKey())).append(": ");
      out.append(quoted(fact.getValue()));
      separator = ",\n";
    }
    out.append("\n  },\n  \"rows\": [");
    separator = "\n";
    for (Row row : rows) {
      out.append(separator)
          .append(
              String.format(
                  Locale.ROOT,
                  "    {\"case\": %s, \"subject\": %s, \"unit\": %s, \"median\": %.3f,"
                      + " \"low\": %.3f, \"high\": %.3f, \"rounds\": %d,"
                      + " \"allocatedBytes\": %.3f}",
                  quoted(row.scenario()),
                  quoted(row.subject()),
                  quoted(row.unit()),
                  row.median(),
                  row.low(),
                  row.high(),
                  row.scores().size(),
                  row.medianBytes()));
      separator = ",\n";
    }
    return out.append("\n  ]\n}\n").toString();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private static Map<String, String> machine() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "os",
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    facts.put("cpu", cpu());
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put(
        "jvm",
        "%s %s"
            .formatted(
                System.getProperty("java.vendor"), System.getProperty("java.runtime.version")));
    return facts;
  }

  private static String cpu() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
