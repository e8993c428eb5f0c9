package dev.freshet.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes rows as {@code {suite, machine, rows}}. */
final class Json {
  private Json() {}

  static String document(String suite, List<Row> rows) {
    StringBuilder out = new StringBuilder("{\n  \"suite\": ").append(quoted(suite));
    out.append(",\n  \"machine\": {");
    String separator = "\n";
    for (Map.Entry<String, String> fact : Machine.facts().entrySet()) {
      out.append(separator).append("    ").append(quoted(fact.getKey())).append(": ");
      out.append(quoted(fact.getValue()));
      separator = ",\n";
    }
    out.append("\n  },\n  \"rows\": [");
    separator = "\n";
    for (Row row : rows) {
      out.append(separator)
          .append(
              "    {\"case\": %s, \"subject\": %s, \"unit\": %s, \"median\": %s, \"low\": %s, \"high\": %s, \"rounds\": %d}"
                  .formatted(
                      quoted(row.scenario()),
                      quoted(row.subject()),
                      quoted(row.unit()),
                      number(row.median()),
                      number(row.low()),
                      number(row.high()),
                      row.scores().size()));
      separator = ",\n";
    }
    return out.append("\n  ]\n}\n").toString();
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "null";
  }

  static String quoted(String text) {
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
}
