package dev.freshet.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Writes a {@link SortableTable}; the script of the page puts buttons into its headers. */
final class SortableTableView {
  private SortableTableView() {}

  static void render(SortableTable table, Html out, int index, int level) {
    Picture part = new Picture(out, index, level).open(table.title, table.note);
    if (table.rows.isEmpty()) {
      part.empty().close();
      return;
    }
    int n = table.columns.size();
    boolean[] numeric = new boolean[n];
    double[] best = new double[n];
    boolean marked = false;
    for (int c = 0; c < n; c++) {
      int column = c;
      double[] values =
          table.rows.stream()
              .mapToDouble(row -> row.get(column).value())
              .filter(v -> !Double.isNaN(v))
              .toArray();
      numeric[c] = values.length > 0;
      best[c] =
          switch (table.columns.get(c).best()) {
            case NONE -> Double.NaN;
            case LOWEST -> DoubleStream.of(values).min().orElse(Double.NaN);
            case HIGHEST -> DoubleStream.of(values).max().orElse(Double.NaN);
          };
      marked |= !Double.isNaN(best[c]);
    }
    out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"t" + index);
    out.raw("\"><table class=\"sortable\"><thead><tr>");
    for (int c = 0; c < n; c++) {
      out.raw(numeric[c] ? "<th scope=\"col\" class=\"num\">" : "<th scope=\"col\">");
      out.text(table.columns.get(c).name()).raw("</th>");
    }
    out.raw("</tr></thead><tbody>");
    int shown = Math.min(table.rows.size(), out.limits().rows());
    for (List<Cell> row : table.rows.subList(0, shown)) {
      out.raw("<tr>");
      for (int c = 0; c < n; c++) {
        cell(out, row.get(c), c == 0, numeric[c], row.get(c).value() == best[c]);
      }
      out.raw("</tr>");
    }
    out.raw("</tbody></table></div>");
    StringBuilder remark = new StringBuilder(marked ? "★ marks the best of a column." : "");
    if (shown < table.rows.size()) {
      remark.append(
          String.format(Locale.ROOT, " The first %,d of %,d rows.", shown, table.rows.size()));
    }
    part.remarks(remark.isEmpty() ? List.of() : List.of(remark.toString().strip())).close();
  }

  private static void cell(Html out, Cell cell, boolean first, boolean numeric, boolean best) {
    out.raw(first ? "<th scope=\"row\"" : "<td");
    if (numeric) {
      out.raw(best ? " class=\"num best\"" : " class=\"num\"");
      if (!Double.isNaN(cell.value())) {
        out.raw(" data-v=\"" + cell.value() + "\"");
      }
    }
    out.raw(">").raw(best ? "★ " : "").text(cell.text()).raw(first ? "</th>" : "</td>");
  }
}
