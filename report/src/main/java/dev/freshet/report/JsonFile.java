package dev.freshet.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a result as one JSON file that names its own schema.
 *
 * <pre>{@code
 * JsonFile.requireWritable(file); // before the work starts
 * JsonFile.write(file, "freshet/drill/1", results);
 * }</pre>
 *
 * <p>The file is UTF-8, indented, in the order of the body's fields, and appears whole or not at
 * all. NaN and infinities, which JSON cannot say, become {@code null}: not measured. Stateless;
 * safe for concurrent use.
 */
public final class JsonFile {
  private static final Pattern SCHEMA = Pattern.compile("[a-z0-9-]+(/[a-z0-9-]+)*/[0-9]+");

  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  private JsonFile() {}

  /**
   * Checks that a file can be written, so that a long run does not end without its result.
   *
   * @param file the file to write later
   * @throws IllegalArgumentException in one line, if its folder is missing or not writable, or if
   *     it is a folder itself
   */
  public static void requireWritable(Path file) {
    OutputFile.requireWritable(file);
  }

  /**
   * Writes the body with {@code schema} and {@code freshetVersion} before its own fields.
   *
   * @param file the file to write or to replace; its folder must exist
   * @param schema name and version, such as {@code freshet/drill/1}
   * @param body a map, a record or an object node; the package of a record must be exported or
   *     opened to {@code tools.jackson.databind}
   * @throws IllegalArgumentException in one line, if the folder is missing, the schema has no
   *     version, or the body is no JSON object or has a field of one of the two names itself
   * @throws java.io.UncheckedIOException in one line, if writing fails
   */
  public static void write(Path file, String schema, Object body) {
    if (!SCHEMA.matcher(schema).matches()) {
      throw new IllegalArgumentException(
          "schema '%s': a name and a version are needed, such as freshet/drill/1"
              .formatted(schema));
    }
    OutputFile.write(file, bytes(schema, body));
  }

  private static byte[] bytes(String schema, Object body) {
    try {
      if (!(MAPPER.valueToTree(body) instanceof ObjectNode fields)) {
        throw new IllegalArgumentException(
            "body %s: a JSON object is needed (a map, a record or an object node)"
                .formatted(body.getClass().getName()));
      }
      ObjectNode all = MAPPER.createObjectNode();
      all.put("schema", schema);
      all.put("freshetVersion", version());
      for (Map.Entry<String, JsonNode> field : fields.properties()) {
        if (all.has(field.getKey())) {
          throw new IllegalArgumentException(
              "body has a field '%s' of its own: the file sets it".formatted(field.getKey()));
        }
        all.set(field.getKey(), field.getValue());
      }
      withoutNaN(all);
      DefaultIndenter indent = new DefaultIndenter("  ", "\n");
      DefaultPrettyPrinter pretty =
          new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
      String text = MAPPER.writer().with(pretty).writeValueAsString(all) + "\n";
      return text.getBytes(StandardCharsets.UTF_8);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "body %s cannot be written as JSON: %s"
              .formatted(body.getClass().getName(), e.getOriginalMessage()),
          e);
    }
  }

  private static void withoutNaN(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (isNaN(field.getValue())) {
          field.setValue(object.nullNode());
        } else {
          withoutNaN(field.getValue());
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (isNaN(array.get(i))) {
          array.setNull(i);
        } else {
          withoutNaN(array.get(i));
        }
      }
    }
  }

  private static boolean isNaN(JsonNode node) {
    return (node.isDouble() || node.isFloat()) && !Double.isFinite(node.doubleValue());
  }

  /**
   * The version the compiler wrote into the module descriptor; classes on a class path have none.
   */
  static String version() {
    Module module = JsonFile.class.getModule();
    if (module.isNamed()) {
      return module.getDescriptor().rawVersion().orElse("unversioned");
    }
    String version = JsonFile.class.getPackage().getImplementationVersion();
    return version == null ? "unversioned" : version;
  }
}
