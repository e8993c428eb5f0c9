package dev.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The command behind {@code bench/run}: reads its arguments, runs a suite, prints and writes. */
public final class Bench {
  private Bench() {}

  /** Entry point; see {@code bench/run --help}. */
  public static void main(String[] args) throws InterruptedException {
    Arguments arguments = null;
    try {
      arguments = Arguments.parse(args);
    } catch (IllegalArgumentException e) {
      fail(2, e.getMessage());
    }
    Suite suite = Suite.all().get(arguments.suite());
    Rounds rounds = new Rounds();
    List<Row> rows = List.of();
    try {
      rows = suite.run(arguments.effort(), rounds);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      fail(1, arguments.suite() + ": " + e.getMessage());
    }
    Table.print(arguments.suite(), rows);
    System.out.println();
    System.out.println(suite.legend().strip());
    rounds.notes().forEach(System.out::println);
    if (arguments.json() != null) {
      write(arguments.json(), Json.document(arguments.suite(), rows));
    }
  }

  private static void fail(int code, String line) {
    System.err.println("bench/run: " + line);
    System.exit(code);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      fail(1, "--json: cannot write " + file + ": " + e.getMessage());
    }
  }
}
