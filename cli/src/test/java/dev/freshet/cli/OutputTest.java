package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OutputTest {
  private static final Terminal LIVE = new Terminal(true, true, true);
  private static final Terminal PLAIN = new Terminal(false, false, false);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Output output(Terminal terminal, Output.Loudness loudness) {
    return new Output(new PrintWriter(out, true), new PrintWriter(err, true), terminal, loudness);
  }

  @Test
  void onATerminalProgressIsRewrittenAndLeavesNothing() {
    Output output = output(LIVE, Output.Loudness.USUAL);
    output.stage("arming");
    output.tick("50 %");
    output.say("done");
    output.clear();

    assertThat(err.toString()).isEqualTo("\r\033[Karming\r\033[K50 %\r\033[K");
    assertThat(out.toString()).isEqualToNormalizingNewlines("done\n");
  }

  @Test
  void elsewhereStagesAreLinesAndTicksAreDropped() {
    Output output = output(PLAIN, Output.Loudness.USUAL);
    output.stage("arming");
    output.tick("50 %");
    output.say("done");
    output.clear();

    assertThat(err.toString()).isEqualToNormalizingNewlines("arming\n");
  }

  @Test
  void quietSilencesEverythingButTheResult() {
    Output output = output(LIVE, Output.Loudness.QUIET);
    output.stage("arming");
    output.tick("50 %");
    output.note("note");
    output.detail("detail");
    output.say("done");

    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).isEqualToNormalizingNewlines("done\n");
  }

  @Test
  void aTerminalIsUsedAsFarAsItsOwnerWants() {
    Map<String, String> xterm = Map.of("TERM", "xterm-256color");
    assertThat(Terminal.of(true, xterm, StandardCharsets.UTF_8)).isEqualTo(LIVE);
    assertThat(Terminal.of(false, xterm, StandardCharsets.US_ASCII)).isEqualTo(PLAIN);
    assertThat(Terminal.of(true, Map.of("TERM", "dumb"), StandardCharsets.US_ASCII))
        .isEqualTo(PLAIN);
    assertThat(Terminal.of(true, Map.of(), StandardCharsets.US_ASCII)).isEqualTo(PLAIN);
    assertThat(Terminal.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1"), StandardCharsets.UTF_8))
        .isEqualTo(new Terminal(true, false, true));
    assertThat(Terminal.of(true, Map.of("TERM", "xterm", "NO_COLOR", ""), StandardCharsets.UTF_8))
        .isEqualTo(LIVE);
  }
}
