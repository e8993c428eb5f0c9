package dev.freshet.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What the terminal at standard error can show.
 *
 * <p>Example: {@code Terminal.ofProcess().colour()}.
 *
 * <p>Thread-safe: immutable.
 *
 * @param live whether a line can be rewritten in place: standard error is a terminal, and {@code
 *     TERM} is not {@code dumb}
 * @param colour whether colours are wanted and understood: a live terminal, and {@code NO_COLOR} is
 *     not set
 * @param unicode whether signs beyond ASCII can be shown
 */
public record Terminal(boolean live, boolean colour, boolean unicode) {
  /**
   * Set by the launcher, which alone can ask whether standard error is a terminal, to the process
   * id that this JVM then has. A JVM started with the same options has another one, and no
   * terminal.
   */
  private static final String STDERR_IS_TERMINAL = "freshet.stderr.terminal";

  /**
   * The terminal of this process.
   *
   * @return what it can show
   */
  public static Terminal ofProcess() {
    String charset = System.getProperty("stderr.encoding", "US-ASCII");
    return of(
        ownsTerminal(),
        System.getenv(),
        Charset.isSupported(charset) ? Charset.forName(charset) : StandardCharsets.US_ASCII);
  }

  private static boolean ownsTerminal() {
    String owner = System.getProperty(STDERR_IS_TERMINAL);
    return owner != null && owner.equals(Long.toString(ProcessHandle.current().pid()));
  }

  static Terminal of(boolean terminal, Map<String, String> environment, Charset charset) {
    boolean live = terminal && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    // no-color.org: the variable counts when it is present and not empty.
    boolean colour = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(live, colour, charset.equals(StandardCharsets.UTF_8));
  }
}
