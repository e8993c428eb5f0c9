package dev.freshet.lab.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.lab.LabResult;
import dev.freshet.lab.Noise;
import dev.freshet.lab.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class LabJsonTest {
  private static final LabResult RESULT =
      Samples.result(
          Samples.QUIET,
          Samples.cell("a", "noop", 1, 2, 3, 4, 5),
          Samples.cell("b", "noop", 2, 4, 6, 8, 10),
          Samples.failed("c", "noop"));

  @TempDir Path folder;

  private Path written(LabResult result) {
    Path file = folder.resolve("lab.json");
    LabJson.write(file, Map.of("exitCode", 3), result, LabVerdict.of(result, false));
    return file;
  }

  @Test
  void whatIsWrittenIsReadBackEqual() {
    assertThat(LabJsonReader.read(written(RESULT))).isEqualTo(RESULT);
  }

  @Test
  void theFieldsOfTheContractAreThere() {
    JsonNode root = JsonMapper.shared().readTree(written(RESULT));

    assertThat(root.at("/schema").asString()).isEqualTo("freshet/lab/1");
    assertThat(root.at("/exitCode").asInt()).isEqualTo(3);
    JsonNode cell = root.at("/cells/0");
    for (String field :
        new String[] {
          "/subject",
          "/workload",
          "/producers",
          "/limit",
          "/tasksPerSecond/median",
          "/tasksPerSecond/low",
          "/tasksPerSecond/high",
          "/startLatencyUs/p50/median",
          "/startLatencyUs/p99/median",
          "/startLatencyUs/p999/median",
          "/startLatencyUs/max/median",
          "/cpuUsPerTask/median",
          "/peakRssMiB/median",
          "/bytesPerTask/median",
          "/gc/count/median",
          "/gc/pauseMsTotal/median",
          "/gc/pauseMsMax/median"
        }) {
      assertThat(cell.at(field).isMissingNode()).as(field).isFalse();
    }
    assertThat(cell.at("/rounds")).hasSize(5);
    assertThat(cell.at("/rounds/4/measurement/cpuUserUsPerTask").doubleValue()).isEqualTo(3.75);
    assertThat(root.at("/machine/cpus").asInt()).isPositive();
    assertThat(root.at("/noise/tooLoud").booleanValue()).isFalse();
    assertThat(root.at("/isolation/memoryCapMiB").isNull()).isTrue();
    assertThat(root.at("/cells/2/failure/reason").asString()).isEqualTo("hung");
  }

  @Test
  void aLoudMachineKeepsItsFiguresAndRanksNobody() {
    LabResult loud = Samples.result(new Noise(50, 0, 60), Samples.cell("a", "noop", 1, 2, 3));
    JsonNode root = JsonMapper.shared().readTree(written(loud));

    assertThat(root.at("/ranked").booleanValue()).isFalse();
    assertThat(root.at("/standings")).isEmpty();
    assertThat(root.at("/cells/0/rounds")).hasSize(3);
  }

  @Test
  void aFailureHasTheSameFieldsWithoutFigures() {
    Path file = folder.resolve("failed.json");
    LabJson.writeFailure(file, Map.of("exitCode", 1));
    JsonNode root = JsonMapper.shared().readTree(file);

    assertThat(root.at("/exitCode").asInt()).isEqualTo(1);
    assertThat(root.at("/cells")).isEmpty();
    assertThat(root.at("/noise").isNull()).isTrue();
  }

  @Test
  void otherFilesAreRefusedInALine() throws Exception {
    Path file = folder.resolve("other.json");
    Files.writeString(file, "{\"schema\": \"freshet/drill/1\"}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabJsonReader.read(file))
        .withMessage("schema 'freshet/drill/1': must be freshet/lab/1");
    Files.writeString(file, "{");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabJsonReader.read(file))
        .withMessageStartingWith("cannot be read as JSON: ");
    Files.writeString(file, "{\"schema\": \"freshet/lab/1\"}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabJsonReader.read(file))
        .withMessage("not as a lab wrote it: began is missing");
    Files.writeString(file, "{\"schema\": \"freshet/lab/1\", \"began\": \"2026-11-28T04:00:00Z\"}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabJsonReader.read(file))
        .withMessage("not as a lab wrote it: machine is missing");
  }
}
