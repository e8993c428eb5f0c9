package dev.freshet.cli;

import dev.freshet.cli.lab.LabDifference;
import dev.freshet.lab.LabComparison;
import dev.freshet.lab.LabResult;
import dev.freshet.lab.result.LabJsonReader;
import dev.freshet.report.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code freshet lab compare}: two results, cell by cell. */
@Command(
    name = "compare",
    description = "Compare two results of freshet lab run: two runs, or two machines.",
    footer = {
      "",
      "Exit: 0 compared, 2 bad input, 20 a result is of a machine too loud to compare (its figures"
          + " are shown).",
      "",
      "Example:",
      "  freshet lab compare before.json after.json"
    })
final class LabCompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "A.json", description = "What the other is compared with.")
  @SuppressWarnings("NullAway.Init") // injected by the parser before the command runs
  private Path first;

  @Parameters(index = "1", paramLabel = "B.json", description = "The other one.")
  @SuppressWarnings("NullAway.Init") // injected by the parser before the command runs
  private Path second;

  @Option(names = "--anyway", description = "Compare even if a machine was too loud.")
  private boolean anyway;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the comparison as JSON.")
  private @Nullable Path json;

  @Mixin private Verbosity verbosity = new Verbosity();

  @Override
  public Integer call() {
    ResultFiles.requireWritable("--json", json);
    LabResult a = read("A.json", first);
    LabResult b = read("B.json", second);
    LabComparison comparison = LabComparison.of(a, b);
    if (comparison.rows().isEmpty()) {
      throw new BadInput(
          "A.json '%s' and B.json '%s': must have a cell in common, and have none"
              .formatted(first, second));
    }
    boolean judged = anyway || (a.loudness().isEmpty() && b.loudness().isEmpty());
    ExitCode code = judged ? ExitCode.HOLDS : ExitCode.CANNOT_JUDGE;
    if (json != null) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("exitCode", code.code());
      body.put("a", first.toString());
      body.put("b", second.toString());
      body.putAll(LabDifference.json(a, b, comparison, judged));
      JsonFile.write(json, LabDifference.SCHEMA, body);
    }
    Output output = verbosity.output();
    LabDifference.lines(a, b, comparison, judged, output).forEach(output::say);
    return code.code();
  }

  private static LabResult read(String field, Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw BadInput.of(field, file, "a file that you can read");
    }
    try {
      return LabJsonReader.read(file);
    } catch (IllegalArgumentException refused) {
      throw new BadInput("%s '%s': %s".formatted(field, file, refused.getMessage()), refused);
    }
  }
}
