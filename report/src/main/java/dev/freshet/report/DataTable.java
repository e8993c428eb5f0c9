package dev.freshet.report;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A table of texts; columns of numbers are set to the right, with equal digits. */
final class DataTable {
  private static final Pattern NUMERIC =
      Pattern.compile("[-+−]?[\\d.,]+[\\s\u00a0]?[%\\p{L}/]{0,6}|–|" + Numbers.NOT_MEASURED);

  private DataTable() {}

  static void render(
      Html out, String labelledBy, List<String> header, List<List<String>> rows, String remark) {
    int shown = Math.min(rows.size(), out.limits().rows());
    out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"");
    out.raw(labelledBy).raw("\"><table><thead><tr>");
    boolean[] numeric = new boolean[header.size()];
    for (int c = 0; c < header.size(); c++) {
      numeric[c] = isNumeric(rows, c);
      out.raw(numeric[c] ? "<th scope=\"col\" class=\"num\">" : "<th scope=\"col\">");
      out.text(header.get(c)).raw("</th>");
    }
    out.raw("</tr></thead><tbody>");
    for (List<String> row : rows.subList(0, shown)) {
      out.raw("<tr>");
      for (int c = 0; c < header.size(); c++) {
        String cell = c < row.size() ? row.get(c) : "";
        out.raw(numeric[c] ? "<td class=\"num\">" : "<td>").text(cell).raw("</td>");
      }
      out.raw("</tr>");
    }
    out.raw("</tbody></table></div>");
    String cut =
        shown == rows.size()
            ? ""
            : String.format(Locale.ROOT, "The first %,d of %,d rows.", shown, rows.size());
    String both = (remark + " " + cut).strip();
    if (!both.isEmpty()) {
      out.raw("<p class=\"remark\">").text(both).raw("</p>");
    }
  }

  private static boolean isNumeric(List<List<String>> rows, int column) {
    boolean any = false;
    for (List<String> row : rows) {
      String cell = column < row.size() ? row.get(column) : "";
      if (!cell.isBlank() && !NUMERIC.matcher(cell).matches()) {
        return false;
      }
      any |= !cell.isBlank();
    }
    return any;
  }
}
