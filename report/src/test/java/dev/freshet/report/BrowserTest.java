package dev.freshet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser: scripts run under the policy, canvases are drawn, nothing complains.
 */
class BrowserTest {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  /** A safety net, no measurement: a cold start on a busy machine takes some seconds. */
  private static final long TIMEOUT_SECONDS = 120;

  @TempDir private Path folder;

  private record Visit(String dom, String log) {
    List<String> console() {
      return log.lines().filter(line -> line.contains("CONSOLE")).toList();
    }
  }

  private static Optional<Path> browser() {
    for (String path : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      for (String name : NAMES) {
        Path file = Path.of(path, name);
        if (Files.isExecutable(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  private Visit visit(Path page, String... options) throws IOException, InterruptedException {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no Chromium on the PATH (looked for " + NAMES + ")");
    Path dom = folder.resolve("dom.html");
    Path log = folder.resolve("log.txt");
    List<String> command = new ArrayList<>();
    command.add(browser.orElseThrow().toString());
    command.addAll(List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"));
    command.addAll(List.of("--disable-background-networking", "--enable-logging=stderr"));
    command.add("--user-data-dir=" + folder.resolve("profile"));
    command.addAll(List.of(options));
    command.add("--dump-dom");
    command.add(page.toUri().toString());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("browser ended").isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Visit(
        Files.readString(dom), new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
  }

  @Test
  void drawsAllChartsOfTheSampleWithoutAWordOnTheConsole()
      throws IOException, InterruptedException {
    Path page = folder.resolve("sample.html");
    SampleReport.drill(true).write(page);
    Visit visit = visit(page, "--window-size=1280,2000");

    assertThat(visit.console()).isEmpty();
    assertThat(visit.dom()).contains("data-charts=\"2/2\"");
    Matcher canvas =
        Pattern.compile("<canvas width=\"(\\d+)\" height=\"(\\d+)\"").matcher(visit.dom());
    assertThat(canvas.results().toList())
        .hasSize(2)
        .allSatisfy(
            size -> {
              assertThat(Integer.parseInt(size.group(1))).isGreaterThan(600);
              assertThat(Integer.parseInt(size.group(2))).isGreaterThan(200);
            });
  }

  @Test
  void drawsInTheDarkOnAPhoneToo() throws IOException, InterruptedException {
    Path page = folder.resolve("sample.html");
    SampleReport.drill(false).write(page);
    Visit visit = visit(page, "--window-size=500,2000", "--blink-settings=preferredColorScheme=0");

    assertThat(visit.console()).isEmpty();
    assertThat(visit.dom()).contains("data-charts=\"2/2\"");
  }

  @Test
  void runsNothingThatAHostileTextBrings() throws IOException, InterruptedException {
    Path page = folder.resolve("hostile.html");
    HostileReport.builder().write(page);
    Visit visit = visit(page);

    assertThat(visit.console()).isEmpty();
    assertThat(visit.dom()).contains("data-charts=\"1/1\"");
    assertThat(visit.dom()).doesNotContain("<title>pwned</title>").doesNotContain("<img");
  }

  /**
   * A visitor in the shape of a script, which the test adds to the policy of its own copy: what it
   * presses is pressed as people do, what it sees goes into the page's attributes.
   */
  @Test
  void sortsReadsAndZoomsByPointerAndKeyboard() throws Exception {
    String visitor;
    try (InputStream in = BrowserTest.class.getResourceAsStream("visitor.js")) {
      visitor = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(visitor.getBytes(StandardCharsets.UTF_8));
    String hash = "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    String html = new String(SampleLab.report().render(), StandardCharsets.UTF_8);
    Path page = folder.resolve("lab.html");
    Files.writeString(
        page,
        html.replace("script-src ", "script-src " + hash + " ")
            .replace("</body>", "<script>" + visitor + "</script></body>"));
    Visit visit = visit(page, "--window-size=1280,2000");

    assertThat(visit.console()).isEmpty();
    assertThat(visit.dom()).contains("data-charts=\"1/1\"");
    assertThat(visit.dom())
        .contains(
            "data-up=\"freshet, bounded|virtual threads|fixed pool of 64|plain loop|structured scope\"",
            "data-down=\"plain loop|fixed pool of 64|virtual threads|freshet, bounded|structured scope\"",
            "data-sorted=\"none,descending,none,none,none\"",
            "data-names=\"fixed pool of 64|freshet, bounded|plain loop|structured scope|virtual threads\"",
            "data-first=\"actors (libraries): ",
            "data-left=\"\"",
            "data-zoomed=\"878.0\"",
            "data-whole=\"yes\"");
  }

  @Test
  void policyStopsAScriptThatIsNotOurs() throws IOException, InterruptedException {
    Path page = folder.resolve("injected.html");
    String html = new String(SampleReport.drill(true).render(), StandardCharsets.UTF_8);
    Files.writeString(
        page, html.replace("<main>", "<main><script>document.title='pwned'</script>"));
    Visit visit = visit(page);

    // Also shows that the console is really listened to.
    assertThat(visit.console())
        .isNotEmpty()
        .allMatch(line -> line.contains("Content Security Policy"));
    assertThat(visit.dom()).doesNotContain("<title>pwned</title>");
  }
}
