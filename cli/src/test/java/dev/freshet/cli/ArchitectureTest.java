package dev.freshet.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the walls of the house: which module may need what. The compiled classes of the sibling
 * modules are read from their folders, because on the module path ArchUnit would see no more than
 * the graph of this module.
 */
final class ArchitectureTest {
  /**
   * A room of the house.
   *
   * @param name folder and last part of the package
   * @param freshet the rooms above it that it may need
   * @param libraries the package prefixes of the libraries that it may use
   * @param modules the prefixes of the modules that it may require, the rooms apart
   */
  record Room(String name, List<String> freshet, List<String> libraries, List<String> modules) {
    Path compiled() {
      return Path.of("..", name, "target", "classes");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "com.sun.management");

  private static final List<String> RESULTS =
      both(JDK, "tools.jackson.", "com.fasterxml.jackson.", "org.HdrHistogram");

  private static final List<String> JDK_MODULES = List.of("java.", "jdk.");

  private static final List<String> RESULT_MODULES =
      both(JDK_MODULES, "tools.jackson.", "HdrHistogram");

  private static final List<Room> ROOMS =
      List.of(
          new Room("core", List.of(), List.of("java.", "jdk.jfr"), List.of("java.base", "jdk.jfr")),
          new Room("host", List.of(), JDK, JDK_MODULES),
          new Room("report", List.of(), RESULTS, RESULT_MODULES),
          new Room(
              "market",
              List.of("core", "report"),
              both(RESULTS, "io.netty.", "org.rocksdb"),
              both(RESULT_MODULES, "io.netty.", "rocksdbjni")),
          new Room(
              "rush",
              List.of("core", "host", "report"),
              both(RESULTS, "io.netty.", "com.sun.management"),
              both(RESULT_MODULES, "io.netty.", "jdk.management")),
          new Room(
              "lab",
              List.of("core", "host", "report", "market"),
              both(
                  RESULTS,
                  "com.sun.management",
                  "com.lmax.disruptor",
                  "org.jctools",
                  "com.softwaremill.jox",
                  "io.netty."),
              both(
                  RESULT_MODULES,
                  "com.lmax.disruptor",
                  "org.jctools.",
                  "com.softwaremill.jox",
                  "io.netty.")),
          new Room(
              "doctor",
              List.of("host", "report"),
              both(RESULTS, "com.sun.management", "com.sun.net.httpserver", "com.sun.tools.attach"),
              RESULT_MODULES),
          new Room(
              "cli",
              List.of("core", "host", "report", "market", "rush", "lab", "doctor"),
              both(RESULTS, "picocli"),
              both(RESULT_MODULES, "info.picocli")));

  private static final JavaClasses ALL =
      new ClassFileImporter().importPaths(ROOMS.stream().map(Room::compiled).toList());

  static List<Room> rooms() {
    return ROOMS;
  }

  private static JavaClasses compiled(Room room) {
    JavaClasses classes = new ClassFileImporter().importPath(room.compiled());
    // A wrong folder would make every rule hold.
    assertThat(classes).as("classes of %s", room).isNotEmpty();
    return classes;
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomNeedsOnlyTheRoomsAndLibrariesItMay(Room room) {
    List<String> allowed = new ArrayList<>();
    allowed.add("org.jspecify..");
    allowed.add("dev.freshet." + room.name() + "..");
    room.freshet().forEach(name -> allowed.add("dev.freshet." + name + ".."));
    room.libraries().forEach(prefix -> allowed.add(withoutDot(prefix) + ".."));

    classes()
        .that()
        .resideInAPackage("dev.freshet." + room.name() + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new))
        .check(compiled(room));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomHoldsItsOwnPackageOnly(Room room) {
    assertThat(compiled(room))
        .allSatisfy(
            type ->
                assertThat(type.getPackageName())
                    .matches("(dev\\.freshet\\." + room.name() + "(\\..*)?)?"));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aDescriptorRequiresOnlyWhatTheRoomMayNeed(Room room) {
    List<String> allowed = new ArrayList<>(room.modules());
    room.freshet().forEach(name -> allowed.add("dev.freshet." + name));

    for (ModuleDescriptor.Requires required : descriptor(room).requires()) {
      if (required.name().equals("org.jspecify")) {
        assertThat(required.modifiers())
            .as("%s needs the annotations at compile time only", room)
            .contains(ModuleDescriptor.Requires.Modifier.STATIC);
      } else {
        assertThat(allowed)
            .as("%s requires %s", room, required.name())
            .anyMatch(prefix -> matches(prefix, required.name()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void nothingInternalIsExportedAndNothingIsOpenToAll(Room room) {
    ModuleDescriptor descriptor = descriptor(room);

    assertThat(descriptor.name()).isEqualTo("dev.freshet." + room.name());
    assertThat(descriptor.isOpen()).isFalse();
    assertThat(descriptor.exports()).noneMatch(export -> export.source().contains("internal"));
    assertThat(descriptor.opens()).allMatch(ModuleDescriptor.Opens::isQualified);
    if (room.name().equals("cli")) {
      assertThat(descriptor.exports()).as("the commands are no API").isEmpty();
    }
  }

  /** The machinery of the pools is nobody's API, whatever else is exported. */
  @Test
  void theEngineOfTheCoreIsItsOwn() {
    Room core = ROOMS.getFirst();
    Set<String> hidden = Set.of("engine", "handoff", "lane", "timer", "sizing", "figures");

    assertThat(compiled(core).stream().map(JavaClass::getPackageName))
        .containsAll(hidden.stream().map(name -> "dev.freshet.core." + name).toList());
    assertThat(descriptor(core).exports())
        .extracting(ModuleDescriptor.Exports::source)
        .contains("dev.freshet.core")
        .noneMatch(name -> hidden.contains(name.substring(name.lastIndexOf('.') + 1)));
  }

  /**
   * A user of channels loads no ring: the ways in which work moves know deadlines, not each other.
   */
  @Test
  void theWaysInWhichWorkMovesStandAlone() {
    List<String> ways =
        List.of("batch", "broadcast", "channel", "keyed", "reuse", "ring", "stream", "watch");
    for (String way : ways) {
      noClasses()
          .that()
          .resideInAPackage("dev.freshet.core." + way)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ways.stream()
                  .filter(other -> !other.equals(way))
                  .map(other -> "dev.freshet.core." + other)
                  .toArray(String[]::new))
          .check(ALL);
    }
  }

  @Test
  void theRoomsFormNoCycle() {
    slices().matching("dev.freshet.(*)..").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void nobodyReachesBelowTheJdk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sun..", "jdk.internal..")
        .check(ALL);
  }

  @Test
  void nobodyMeasuresOutsideOfBench() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.openjdk..", "org.junit..", "org.assertj..")
        .check(ALL);
  }

  /** Tasks of the lab do: a blocked thread is the very thing that is measured. */
  @Test
  void nobodySleeps() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.freshet.lab.workload", "dev.freshet.lab.study")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .because("waiting is for an event; what waits for an instant uses the gate")
        .check(ALL);
  }

  /** The measuring JVM of the lab is a program of its own. */
  @Test
  void onlyTheMainProgramEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Interruption.class.getName())
        .and()
        .doNotHaveFullyQualifiedName("dev.freshet.lab.child.Child")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(ALL);
  }

  private static ModuleDescriptor descriptor(Room room) {
    Set<ModuleReference> found = ModuleFinder.of(room.compiled()).findAll();
    assertThat(found).as("modules in %s", room.compiled()).hasSize(1);
    return found.iterator().next().descriptor();
  }

  private static boolean matches(String prefix, String name) {
    return prefix.endsWith(".") ? name.startsWith(prefix) : name.equals(prefix);
  }

  private static String withoutDot(String prefix) {
    return prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
  }

  private static List<String> both(List<String> some, String... others) {
    return Stream.concat(some.stream(), Stream.of(others)).toList();
  }
}
