package dev.freshet.lab.subject;

import java.util.List;

/**
 * Brings further subjects into the catalogue: found by {@link java.util.ServiceLoader} on the class
 * path of the measuring JVM.
 *
 * <p>The package is not exported, so a source must be let in by name: {@code --class-path FOLDER
 * --add-exports dev.freshet.lab/dev.freshet.lab.subject=ALL-UNNAMED}. That is how tests plant
 * subjects that are slow, or wrong, without a place for them in what is shipped.
 */
public interface SubjectSource {
  /**
   * The subjects it brings.
   *
   * @return with names of their own
   */
  List<SubjectKind> subjects();
}
