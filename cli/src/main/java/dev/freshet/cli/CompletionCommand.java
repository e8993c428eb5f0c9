package dev.freshet.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code freshet completion}: prints the script that lets a shell complete commands and options.
 */
@Command(
    name = "completion",
    description = "Print the completion script of a shell.",
    footer = {
      "",
      "Example:",
      "  source <(freshet completion bash)      in bash, for instance in ~/.bashrc",
      "  source <(freshet completion zsh)       in zsh, for instance in ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells that are known. */
  enum Shell {
    BASH,
    ZSH
  }

  /** Reads the shell's name. */
  static final class ShellConverter extends ChoiceConverter<Shell> {
    ShellConverter() {
      super(Shell.values());
    }
  }

  @Spec
  @SuppressWarnings("NullAway.Init") // injected by the parser before the command runs
  private CommandSpec command;

  @Parameters(
      paramLabel = "SHELL",
      description = "One of: ${COMPLETION-CANDIDATES}.",
      converter = ShellConverter.class,
      completionCandidates = ShellConverter.class)
  @SuppressWarnings("NullAway.Init") // required, so the parser always sets it
  private Shell shell;

  @Override
  public Integer call() {
    // One script serves both: in zsh it loads bashcompinit itself.
    String script = AutoComplete.bash("freshet", command.root().commandLine());
    String use =
        switch (shell) {
          case BASH -> "# Put this into ~/.bashrc: source <(freshet completion bash)";
          case ZSH -> "# Put this into ~/.zshrc: source <(freshet completion zsh)";
        };
    PrintWriter out = command.commandLine().getOut();
    out.println(use);
    out.print(script);
    out.flush();
    return ExitCode.HOLDS.code();
  }
}
