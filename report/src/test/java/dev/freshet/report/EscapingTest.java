package dev.freshet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Nothing that a caller says becomes markup, and the policy would not run it if it did. */
class EscapingTest {
  private static final Pattern SCRIPT =
      Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL);

  private static String page(HtmlReport.Builder report) {
    return new String(report.render(), StandardCharsets.UTF_8);
  }

  private static List<String> scripts(String page, boolean data) {
    List<String> found = new ArrayList<>();
    Matcher matcher = SCRIPT.matcher(page);
    while (matcher.find()) {
      if (data == matcher.group(1).contains("application/json")) {
        found.add(matcher.group(2));
      }
    }
    return found;
  }

  /** What remains when the module's own scripts, styles and data are taken out. */
  private static String markup(String page) {
    String bare = SCRIPT.matcher(page).replaceAll("");
    return Pattern.compile("<style>.*?</style>", Pattern.DOTALL).matcher(bare).replaceAll("");
  }

  @Test
  void keepsEveryTextATextOnAHostilePage() {
    String page = page(HostileReport.builder());
    String markup = markup(page);
    String bare = markup.replaceAll("\"[^\"]*\"", "\"\""); // without what attributes hold

    assertThat(scripts(page, false)).hasSize(2);
    assertThat(scripts(page, true)).hasSize(1);
    assertThat(markup).doesNotContain("<script", "<img", "</script", "\u0000", "\u202e");
    assertThat(page.split("</title>", -1)).hasSize(2);
    assertThat(page.split("</style>", -1)).hasSize(2);
    assertThat(Pattern.compile("<[^>]* (on\\w+|style)\\s*=").matcher(bare).find()).isFalse();
    assertThat(markup).contains("&lt;script&gt;document.title=&#39;pwned&#39;&lt;/script&gt;");
  }

  @Test
  void keepsTheDataOfAHostilePageReadable() {
    JsonNode data = new JsonMapper().readTree(scripts(page(HostileReport.builder()), true).get(0));
    String name = data.get("lines").get(0).get("name").asString();

    assertThat(scripts(page(HostileReport.builder()), true).get(0))
        .doesNotContain("<", ">", "&", "'");
    assertThat(name)
        .isEqualTo(HostileReport.ATTACK.replace('\u0000', '\ufffd').replace('\u202e', '\ufffd'));
    assertThat(data.get("h").get(0).get(1).asString()).isEqualTo(name);
  }

  @Test
  void allowsExactlyItsOwnScriptsAndStyleByHash() throws Exception {
    String page = page(SampleReport.drill(true));
    Matcher policy =
        Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"").matcher(page);
    Matcher style = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(page);

    assertThat(policy.find()).isTrue();
    assertThat(style.find()).isTrue();
    List<String> scripts = scripts(page, false);
    assertThat(policy.group(1))
        .isEqualTo(
            "default-src 'none'; script-src %s %s; style-src %s; img-src data:; base-uri 'none'; form-action 'none'",
            hash(scripts.get(0)), hash(scripts.get(1)), hash(style.group(1)))
        .doesNotContain("unsafe");
    assertThat(style.find()).isFalse();
  }

  private static String hash(String content) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  @Test
  void loadsNothing() {
    String markup = markup(page(SampleReport.drill(true)));
    Matcher link = Pattern.compile("(?:src|href|srcset|action|data)=\"([^\"]*)\"").matcher(markup);

    assertThat(link.results().map(m -> m.group(1))).containsExactly("data:,");
    assertThat(page(SampleReport.drill(true))).doesNotContain("@import", "@font-face", "url(h");
  }

  @Test
  void cutsLongTextsBetweenCharacters() {
    assertThat(Html.shortened("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Html.shortened("abcdefg", 6)).isEqualTo("abcde…");
    assertThat(Html.shortened("abc😀defg", 5)).isEqualTo("abc…");
    assertThat(Html.escaped("\ud83d")).isEqualTo("\ufffd");
  }
}
