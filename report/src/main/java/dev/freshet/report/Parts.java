package dev.freshet.report;

import java.util.List;
import java.util.Map;

/** The parts of a page that are no pictures. */
final class Parts {
  /** Marks drawn as paths: fonts disagree about how ✓ and ✗ look. */
  private static final String TICK = "<path d=\"M5 12.5l4.5 4.5L19 7\"/>";

  private static final String CROSS = "<path d=\"M6.5 6.5l11 11M17.5 6.5l-11 11\"/>";

  private Parts() {}

  private static String mark(boolean good) {
    return "<svg class=\"mark-%s\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">%s</svg>"
        .formatted(good ? "good" : "bad", good ? TICK : CROSS);
  }

  static void verdict(Html out, boolean good, String headline, String sentence) {
    out.raw("<section class=\"verdict ")
        .raw(good ? "good" : "bad")
        .raw("\" aria-label=\"Verdict\">");
    out.raw(mark(good)).raw("<div><h2>").text(headline).raw("</h2>");
    if (!sentence.isBlank()) {
      out.raw("<p>").text(sentence).raw("</p>");
    }
    out.raw("</div></section>");
  }

  private static void title(Html out, int index, int level, String title) {
    out.raw("<section class=\"part\" aria-labelledby=\"t%d\">".formatted(index));
    out.raw("<h%d class=\"title\" id=\"t%d\">".formatted(level, index)).text(title);
    out.raw("</h%d>".formatted(level));
  }

  /** Rows become blocks on a phone; the roles keep them a table for those who listen. */
  static void checks(Html out, int index, int level, String title, List<Check> checks) {
    title(out, index, level, title);
    out.raw("<p class=\"note\">").text(summary(checks)).raw("</p>");
    out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"t" + index);
    out.raw("\"><table class=\"checks\" role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\">");
    for (String head : List.of("Result", "Id", "Claim", "What was found")) {
      out.raw("<th scope=\"col\" role=\"columnheader\">").raw(head).raw("</th>");
    }
    out.raw("</tr></thead><tbody role=\"rowgroup\">");
    for (Check check : checks) {
      out.raw(check.holds() ? "<tr role=\"row\">" : "<tr role=\"row\" class=\"broken\">");
      out.raw("<td role=\"cell\"><span class=\"result\">").raw(mark(check.holds()));
      out.raw(check.holds() ? "holds" : "broken")
          .raw("</span></td><td role=\"cell\" class=\"id\">");
      out.text(check.id()).raw("</td><th scope=\"row\" role=\"rowheader\">").text(check.name());
      out.raw("</th><td role=\"cell\">").text(check.detail()).raw("</td></tr>");
    }
    out.raw("</tbody></table></div></section>");
  }

  private static String summary(List<Check> checks) {
    long holding = checks.stream().filter(Check::holds).count();
    if (checks.isEmpty()) {
      return "Nothing was checked.";
    }
    return holding == checks.size()
        ? "All %d hold.".formatted(checks.size())
        : "%d of %d hold.".formatted(holding, checks.size());
  }

  static void figures(Html out, List<Figure> figures) {
    out.raw("<dl class=\"figures\">");
    for (Figure figure : figures) {
      out.raw("<div><dt>").text(figure.label()).raw("</dt><dd class=\"figure\">");
      out.raw(figure.value().equals(Numbers.NOT_MEASURED) ? "<span class=\"none\">" : "<span>");
      out.text(figure.value()).raw("</span>");
      if (!figure.unit().isBlank()) {
        out.raw(" <small>").text(figure.unit()).raw("</small>");
      }
      out.raw("</dd>");
      if (!figure.note().isBlank()) {
        out.raw("<dd class=\"remark\">").text(figure.note()).raw("</dd>");
      }
      out.raw("</div>");
    }
    out.raw("</dl>");
  }

  static void table(
      Html out,
      int index,
      int level,
      String title,
      List<String> header,
      List<List<String>> rows,
      String note) {
    title(out, index, level, title);
    DataTable.render(out, "t" + index, header, rows, note);
    out.raw("</section>");
  }

  static void facts(Html out, int index, int level, String title, Map<String, String> facts) {
    title(out, index, level, title);
    out.raw("<dl class=\"facts\">");
    facts.forEach(
        (name, value) -> {
          out.raw("<div><dt>").text(name).raw("</dt><dd>").text(value).raw("</dd></div>");
        });
    out.raw("</dl></section>");
  }

  static void heading(Html out, String title, String lead) {
    out.raw("<header class=\"chapter\"><h2>").text(title).raw("</h2>");
    if (!lead.isBlank()) {
      out.raw("<p class=\"note\">").text(lead).raw("</p>");
    }
    out.raw("</header>");
  }
}
