package dev.freshet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contrast by the formula of WCAG 2.2 in every theme of the style sheet. */
class ThemeTest {
  /** Where a theme starts in the style sheet. */
  enum Theme {
    LIGHT(":root {"),
    DARK("@media (prefers-color-scheme: dark) {"),
    PRINT("@media print {");

    final String start;

    Theme(String start) {
      this.start = start;
    }
  }

  private static Map<String, String> colours(Theme theme) throws IOException {
    String css;
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      css = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    int from = css.indexOf(theme.start);
    String block = css.substring(from, css.indexOf("\n}", from));
    Matcher matcher = Pattern.compile("--([a-z-]+): (#[0-9a-f]{6})").matcher(block);
    Map<String, String> colours = new HashMap<>();
    while (matcher.find()) {
      colours.put(matcher.group(1), matcher.group(2));
    }
    return colours;
  }

  private static double luminance(String colour) {
    double sum = 0;
    double[] weights = {0.2126, 0.7152, 0.0722};
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  private static double contrast(@Nullable String one, @Nullable String other) {
    double a = luminance(Objects.requireNonNull(one));
    double b = luminance(Objects.requireNonNull(other));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  @ParameterizedTest
  @EnumSource
  void textReachesFourAndAHalf(Theme theme) throws IOException {
    Map<String, String> c = colours(theme);
    for (String text : new String[] {"ink", "muted", "accent"}) {
      assertThat(contrast(c.get(text), c.get("paper"))).as(theme + " " + text).isGreaterThan(4.5);
    }
    for (String text : new String[] {"ink", "muted"}) {
      assertThat(contrast(c.get(text), c.get("wash"))).as(theme + " " + text).isGreaterThan(4.5);
    }
    for (String banner : new String[] {"good-deep", "bad-deep"}) {
      String own = c.get(banner);
      String colour = own != null ? own : colours(Theme.LIGHT).get(banner);
      assertThat(contrast("#ffffff", colour)).as(theme + " " + banner).isGreaterThan(4.5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shadesFollowEachOtherInLightnessAndAreReadUpon(Theme theme) throws IOException {
    Map<String, String> c = colours(theme);
    String before = Objects.requireNonNull(c.get("paper"));
    for (int i = 0; i < Shades.MOST; i++) {
      String shade = Objects.requireNonNull(c.get(Shades.fill(i)));
      assertThat(contrast(c.get(Shades.text(i)), shade)).as(theme + " on " + i).isGreaterThan(4.5);
      assertThat(contrast(before, shade)).as(theme + " step " + i).isGreaterThan(1.25);
      assertThat(luminance(shade) > luminance(before)).isEqualTo(theme == Theme.DARK);
      before = shade;
    }
    assertThat(contrast(before, c.get("paper"))).isGreaterThan(7);
  }

  @ParameterizedTest
  @EnumSource
  void seriesReachThree(Theme theme) throws IOException {
    Map<String, String> c = colours(theme);
    for (Tone tone : Tone.values()) {
      assertThat(contrast(c.get(tone.key()), c.get("paper")))
          .as(theme + " " + tone)
          .isGreaterThan(3);
    }
  }
}
