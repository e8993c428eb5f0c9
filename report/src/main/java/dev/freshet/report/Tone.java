package dev.freshet.report;

/**
 * The meaning of a series, from which the report picks its colour in both themes.
 *
 * <pre>{@code
 * columns("ok", Tone.GOOD, ok).columns("sold out", Tone.NEUTRAL, soldOut)
 * }</pre>
 *
 * <p>The colours are those of Okabe and Ito (Color Universal Design, 2008), which stay apart for
 * people with any common colour vision, plus a grey. Colour never stands alone: position in the
 * chart also picks a dash, a pattern or a shape.
 */
public enum Tone {
  /** The series the chart is about (blue). */
  ACCENT("accent"),
  /** What is hoped for (bluish green). */
  GOOD("good"),
  /** Background, or an ordinary refusal (grey). */
  NEUTRAL("neutral"),
  /** What should not happen, or the worse of two (vermillion). */
  BAD("bad"),
  /** Something of another kind (reddish purple). */
  SPECIAL("special");

  /** Order in which series without a tone take one: the two most distinct first. */
  private static final Tone[] FREE_ORDER = {ACCENT, BAD, GOOD, SPECIAL, NEUTRAL};

  private final String key;

  Tone(String key) {
    this.key = key;
  }

  /** Suffix of the CSS custom property and of the class. */
  String key() {
    return key;
  }

  /** The first tone that {@code taken} does not hold, or one in turn when all are taken. */
  static Tone free(java.util.Collection<Tone> taken) {
    for (Tone tone : FREE_ORDER) {
      if (!taken.contains(tone)) {
        return tone;
      }
    }
    return FREE_ORDER[taken.size() % FREE_ORDER.length];
  }
}
