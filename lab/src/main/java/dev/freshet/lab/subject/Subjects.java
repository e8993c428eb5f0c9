package dev.freshet.lab.subject;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The catalogue of subjects.
 *
 * {@snippet lang=java :
 * SubjectKind kind = Subjects.named("freshet-virtual").orElseThrow();
 * try (Subject subject = kind.build(1_000, 1_024)) {
 *   subject.execute(task);
 * }
 * }
 *
 * <p>Stateless; safe for all threads.
 */
public final class Subjects {
  private static final List<SubjectKind> SHIPPED =
      Stream.of(FreshetSubjects.KINDS, JdkSubjects.KINDS, LibrarySubjects.KINDS)
          .flatMap(List::stream)
          .toList();

  private Subjects() {}

  /**
   * All of them: ours, the JDK's, the libraries', then those of every {@link SubjectSource}.
   *
   * @return in that order
   */
  public static List<SubjectKind> all() {
    Stream<SubjectKind> further =
        ServiceLoader.load(SubjectSource.class, ClassLoader.getSystemClassLoader()).stream()
            .flatMap(source -> source.get().subjects().stream());
    return Stream.concat(SHIPPED.stream(), further).toList();
  }

  /**
   * The one of that name.
   *
   * @param name such as {@code freshet-virtual}
   * @return empty if there is none
   */
  public static Optional<SubjectKind> named(String name) {
    return all().stream().filter(kind -> kind.name().equals(name)).findFirst();
  }

  /**
   * What they are called.
   *
   * @return in the order of {@link #all}
   */
  public static List<String> names() {
    return all().stream().map(SubjectKind::name).toList();
  }
}
