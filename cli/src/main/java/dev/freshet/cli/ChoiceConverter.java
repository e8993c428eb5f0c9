package dev.freshet.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads one of a fixed set of names and suggests the nearest when the name is unknown.
 *
 * <p>A constant {@code CHECK_THEN_ACT} is written {@code check-then-act}. Subclass it with a
 * constructor without arguments, and give the same class to the option twice, so that the names are
 * completed by the shell as well:
 *
 * {@snippet lang=java :
 * final class CrashConverter extends ChoiceConverter<Crash> {
 *   CrashConverter() {
 *     super(Crash.values());
 *   }
 * }
 *
 * @Option(names = "--crash", converter = CrashConverter.class,
 *     completionCandidates = CrashConverter.class)
 * Crash crash;
 * }
 *
 * <p>Thread-safe: immutable.
 *
 * @param <E> the enum whose constants are the choices
 */
public abstract class ChoiceConverter<E extends Enum<E>>
    implements ITypeConverter<E>, Iterable<String> {
  private final List<E> constants;

  /**
   * A converter for the given constants.
   *
   * @param constants what may be chosen, in the order in which it is shown
   */
  protected ChoiceConverter(E[] constants) {
    this.constants = List.copyOf(Arrays.asList(constants));
  }

  @Override
  public final E convert(String value) {
    for (E constant : constants) {
      if (name(constant).equals(value.toLowerCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw new TypeConversionException(
        "must be one of " + String.join(", ", names()) + Nearest.hint(value, names()));
  }

  @Override
  public final Iterator<String> iterator() {
    return names().iterator();
  }

  private List<String> names() {
    return constants.stream().map(ChoiceConverter::name).toList();
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
