package dev.freshet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonFileTest {
  private static final String SCHEMA = "freshet/drill/1";

  @TempDir private Path folder;

  /** Fields out of the order of the alphabet. */
  public record Body(int shoppers, double bad, Inner inner, List<Double> values) {}

  /** Nested. */
  public record Inner(String name, double value) {}

  private JsonNode written(Object body) throws IOException {
    Path file = folder.resolve("out.json");
    JsonFile.write(file, SCHEMA, body);
    return new JsonMapper().readTree(Files.readString(file));
  }

  @Test
  void putsSchemaAndVersionBeforeTheFieldsInTheirOrder() throws IOException {
    JsonNode node = written(new Body(7, 1.5, new Inner("<name>", 2), List.of(1.0)));

    assertThat(node.propertyNames())
        .containsExactly("schema", "freshetVersion", "shoppers", "bad", "inner", "values");
    assertThat(node.get("schema").asString()).isEqualTo(SCHEMA);
    assertThat(node.get("freshetVersion").asString()).isEqualTo(JsonFile.version());
    assertThat(node.get("inner").get("name").asString()).isEqualTo("<name>");
  }

  @Test
  void knowsItsOwnVersion() {
    assertThat(JsonFile.version()).matches("\\d+\\.\\d+.*");
  }

  @Test
  void saysNullForWhatIsNoNumber() throws IOException {
    JsonNode node =
        written(
            new Body(
                7, Double.NaN, new Inner("n", Double.NEGATIVE_INFINITY), List.of(1.0, Double.NaN)));

    assertThat(node.get("bad").isNull()).isTrue();
    assertThat(node.get("inner").get("value").isNull()).isTrue();
    assertThat(node.get("values").get(0).doubleValue()).isEqualTo(1.0);
    assertThat(node.get("values").get(1).isNull()).isTrue();
  }

  @Test
  void takesMapsAndTrees() throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("zeta", 1);
    map.put("alpha", LatencySummary.of(new org.HdrHistogram.Histogram(1_000, 2)).json());
    JsonNode node = written(map);

    assertThat(node.propertyNames()).containsExactly("schema", "freshetVersion", "zeta", "alpha");
    assertThat(node.get("alpha").get("p50").isNull()).isTrue();
    assertThat(written(new JsonMapper().createObjectNode().put("a", 1)).get("a").intValue())
        .isEqualTo(1);
  }

  @Test
  void writesEqualBytesForEqualBodiesAndLeavesNothingBeside() throws IOException {
    Path file = folder.resolve("out.json");
    Files.writeString(file, "old");
    JsonFile.write(file, SCHEMA, Map.of("a", 1));
    byte[] first = Files.readAllBytes(file);
    JsonFile.write(file, SCHEMA, Map.of("a", 1));

    assertThat(Files.readAllBytes(file)).isEqualTo(first).endsWith((byte) '\n');
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void keepsALinkAndReplacesItsTarget() throws IOException {
    Path target = Files.writeString(folder.resolve("target.json"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), target);
    JsonFile.write(link, SCHEMA, Map.of("a", 1));

    assertThat(link).isSymbolicLink();
    assertThat(target).content().contains(SCHEMA);
  }

  @Test
  void writesThroughADeviceInsteadOfReplacingIt() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "no /dev/null on this system");
    JsonFile.requireWritable(device);
    JsonFile.write(device, SCHEMA, Map.of("a", 1));

    assertThat(Files.isRegularFile(device)).isFalse();
    assertThat(device).exists();
  }

  @Test
  void refusesAMissingFolderInOneLine() {
    Path file = folder.resolve("none").resolve("out.json");

    assertThatThrownBy(() -> JsonFile.requireWritable(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot write %s: the folder %s does not exist; name a file in a folder that exists",
            file, file.getParent());
    assertThatThrownBy(() -> JsonFile.write(file, SCHEMA, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void refusesAFolderAsAFile() {
    assertThatThrownBy(() -> JsonFile.requireWritable(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s is a folder: name a file in a folder that exists", folder);
    assertThatThrownBy(() -> JsonFile.requireWritable(Path.of("/")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatIsNoResult() {
    Path file = folder.resolve("out.json");

    assertThatThrownBy(() -> JsonFile.write(file, "drill", Map.of()))
        .hasMessage("schema 'drill': a name and a version are needed, such as freshet/drill/1");
    assertThatThrownBy(() -> JsonFile.write(file, SCHEMA, List.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a JSON object is needed");
    assertThatThrownBy(() -> JsonFile.write(file, SCHEMA, Map.of("schema", "mine")))
        .hasMessage("body has a field 'schema' of its own: the file sets it");
    assertThat(file).doesNotExist();
  }
}
