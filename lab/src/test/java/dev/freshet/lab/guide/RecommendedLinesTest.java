package dev.freshet.lab.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.TaskPool;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every line that can be recommended is compiled against the core, and run. */
final class RecommendedLinesTest {
  private static final String BEFORE =
      """
      import dev.freshet.core.*;
      import dev.freshet.core.batch.*;
      import dev.freshet.core.broadcast.Broadcast;
      import dev.freshet.core.keyed.*;
      import dev.freshet.core.ring.Ring;
      import dev.freshet.core.stream.*;
      import java.time.Duration;
      import java.util.*;
      import java.util.stream.Stream;

      public final class Lines {
        public static final List<TaskPool> pools = new ArrayList<>();
        static final class Key {}
        static final class Item {}
        static final class Result {}
        final Stream<Item> source = Stream.of();
        final Item initial = new Item();
        Result work(Item item) { return new Result(); }
        List<Result> callFor(Key key, List<Item> items) { return List.of(); }
        static TaskPool noted(TaskPool pool) { pools.add(pool); return pool; }
      """;

  /** Of every combination of choices the smallest and the largest pool. */
  private static Collection<Outcome> recommendable() {
    Guide guide = new Guide();
    Map<List<String>, Outcome> kinds = new LinkedHashMap<>();
    Loads.grid()
        .map(load -> Outcome.of(guide.book(), load))
        .forEach(
            outcome -> {
              List<String> names = outcome.rules().values().stream().map(Rule::choose).toList();
              kinds.merge(with(names, "small"), outcome, (a, b) -> limit(a) <= limit(b) ? a : b);
              if (canBeLarge(outcome)) {
                kinds.merge(with(names, "large"), outcome, (a, b) -> limit(a) >= limit(b) ? a : b);
              }
            });
    return kinds.values();
  }

  /** Thousands of platform threads are left to those who have the memory. */
  private static boolean canBeLarge(Outcome outcome) {
    return names(outcome).stream().noneMatch(List.of("platform", "elastic", "ring")::contains)
        || limit(outcome) <= 64;
  }

  private static List<String> names(Outcome outcome) {
    return outcome.rules().values().stream().map(Rule::choose).toList();
  }

  private static List<String> with(List<String> names, String last) {
    List<String> all = new ArrayList<>(names);
    all.add(last);
    return all;
  }

  private static int limit(Outcome outcome) {
    Numbers numbers = outcome.numbers();
    return numbers == null ? 0 : numbers.limit();
  }

  @Test
  void everyLineCompilesAndNoPoolIsRefused(@TempDir Path folder) throws Exception {
    List<Outcome> outcomes = List.copyOf(recommendable());
    assertThat(outcomes).hasSizeGreaterThan(60);
    StringBuilder source = new StringBuilder(BEFORE);
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = outcomes.get(i);
      String java = outcome.java();
      if (outcome.numbers() != null) {
        java = java.replace(outcome.pool(), "noted(" + outcome.pool() + ")");
      }
      source.append("  public void line%d() { %s }\n".formatted(i, java));
    }
    Path file = folder.resolve("Lines.java");
    Files.writeString(file, source.append("}\n"));
    URL core = TaskPool.class.getProtectionDomain().getCodeSource().getLocation();
    StringWriter complaints = new StringWriter();
    PrintWriter writer = new PrintWriter(complaints);

    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                writer,
                writer,
                "-proc:none",
                "-cp",
                Path.of(core.toURI()).toString(),
                "-d",
                folder.toString(),
                file.toString());
    assertThat(status).as("%s", complaints).isZero();

    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, TaskPool.class.getClassLoader())) {
      Class<?> lines = loader.loadClass("Lines");
      Field pools = lines.getField("pools");
      int withPool = 0;
      for (int i = 0; i < outcomes.size(); i++) {
        lines.getMethod("line" + i).invoke(lines.getConstructor().newInstance());
        withPool += outcomes.get(i).numbers() == null ? 0 : 1;
        Collection<?> made = (Collection<?>) Objects.requireNonNull(pools.get(null));
        assertThat(made)
            .as(outcomes.get(i).java())
            .hasSize(outcomes.get(i).numbers() == null ? 0 : 1);
        for (Object pool : made) {
          ((TaskPool) pool).close();
        }
        made.clear();
      }
      assertThat(withPool).isGreaterThan(60);
    }
  }
}
