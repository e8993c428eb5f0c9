package dev.freshet.bench;

import dev.freshet.core.TaskPool;
import dev.freshet.core.scope.Policy;
import dev.freshet.core.scope.Scope;
import dev.freshet.core.scope.ScopeFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.tools.ToolProvider;

/** Those who compete in the suite {@code scope}. */
final class Groups {
  /** Limit of our pool: no task of the suite waits for a grant. */
  private static final int LIMIT = 2000;

  private Groups() {}

  static Group named(String subject) throws Exception {
    return switch (subject) {
      case "freshet-scope" -> {
        TaskPool pool = TaskPool.of(LIMIT);
        yield new OfScope(pool, pool::close);
      }
      case "freshet-scope-per-task" -> {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        yield new OfScope(threads, threads::close);
      }
      case "invokeAll" -> new OfInvokeAll();
      case "CompletableFuture" -> new OfFutures();
      case "StructuredTaskScope" -> structured();
      default -> throw new IllegalArgumentException("unknown subject " + subject);
    };
  }

  /**
   * The only class that needs preview: compiled here, by a JVM that was started with it enabled, so
   * that no other class is marked as depending on it.
   */
  private static Group structured() throws Exception {
    String name = "StructuredGroup";
    Path folder = Files.createTempDirectory("freshet-bench");
    Path source = folder.resolve(name + ".java");
    try (InputStream text = Groups.class.getResourceAsStream("preview/" + name + ".java")) {
      if (text == null) {
        throw new IOException("preview/" + name + ".java is missing");
      }
      Files.copy(text, source);
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--enable-preview",
                "--release",
                "25",
                "-proc:none",
                "-Xlint:-preview",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    if (code != 0) {
      throw new IllegalStateException(name + ".java does not compile");
    }
    ClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
    Group group = (Group) loader.loadClass(name).getConstructor().newInstance();
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        file.toFile().deleteOnExit();
      }
    }
    return group;
  }

  /** Ours. */
  private record OfScope(Executor pool, Runnable end) implements Group {
    @Override
    public int forkAndJoin(int forks) throws InterruptedException {
      try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST)) {
        for (int i = 0; i < forks; i++) {
          scope.fork(NO_OP);
        }
        int sum = 0;
        for (int one : scope.join()) {
          sum += one;
        }
        return sum;
      }
    }

    @Override
    public void failBeside(Blocked blocked, Failing failing) throws InterruptedException {
      try (Scope<Integer> scope = Scope.open(pool, Policy.FAIL_FAST)) {
        scope.fork(blocked);
        scope.fork(failing);
        scope.join();
      } catch (ScopeFailedException _) {
        return;
      }
      throw new IllegalStateException("did not fail");
    }

    @Override
    public void close() {
      end.run();
    }
  }

  /** A thread for each task, and a future for each. */
  private static final class OfInvokeAll implements Group {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @Override
    public int forkAndJoin(int forks) throws Exception {
      int sum = 0;
      for (Future<Integer> one : threads.invokeAll(Collections.nCopies(forks, NO_OP))) {
        sum += one.get();
      }
      return sum;
    }

    @Override
    public void close() {
      threads.close();
    }
  }

  /** The same threads, composed. */
  private static final class OfFutures implements Group {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @Override
    public int forkAndJoin(int forks) {
      List<CompletableFuture<Integer>> all = new ArrayList<>(forks);
      for (int i = 0; i < forks; i++) {
        all.add(CompletableFuture.supplyAsync(() -> 1, threads));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
      int sum = 0;
      for (CompletableFuture<Integer> one : all) {
        sum += one.join();
      }
      return sum;
    }

    @Override
    public void close() {
      threads.close();
    }
  }
}
