package dev.freshet.report;

/** Closed shapes of equal area, so that a shape says what and its size how much. */
final class Shapes {
  private Shapes() {}

  /** Circle, diamond, square, triangle up, triangle down: by position; r is the circle's radius. */
  static String path(double x, double y, int i, double radius) {
    // Rounded first: the ends of an arc must be exactly two radii apart.
    double r = Math.round(radius * 10) / 10.0;
    return switch (i % 5) {
      case 0 ->
          "M%s %sa%s %s 0 1 0 %s 0a%s %s 0 1 0 -%s 0z"
              .formatted(p(x - r), p(y), p(r), p(r), p(2 * r), p(r), p(r), p(2 * r));
      case 1 -> polygon(x, y, r * Math.sqrt(Math.PI / 2), 4, 0);
      case 2 -> polygon(x, y, r * Math.sqrt(Math.PI / 2), 4, Math.PI / 4);
      case 3 -> polygon(x, y, triangle(r), 3, 0);
      default -> polygon(x, y, triangle(r), 3, Math.PI);
    };
  }

  /** How far a shape reaches sideways, for a radius of 1. */
  static double reach(int i) {
    return switch (i % 5) {
      case 0, 2 -> 1;
      case 1 -> Math.sqrt(Math.PI / 2);
      default -> triangle(1) * Math.sqrt(3) / 2;
    };
  }

  /** Radius around a regular triangle of the area of a circle of radius r. */
  private static double triangle(double r) {
    return r * Math.sqrt(4 * Math.PI / (3 * Math.sqrt(3)));
  }

  /** The first corner is at the top, turned by an angle. */
  private static String polygon(double x, double y, double around, int corners, double turn) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < corners; i++) {
      double angle = turn + 2 * Math.PI * i / corners;
      d.append(i == 0 ? 'M' : 'L').append(p(x + around * Math.sin(angle))).append(' ');
      d.append(p(y - around * Math.cos(angle)));
    }
    return d.append('z').toString();
  }

  private static String p(double pixels) {
    return Numbers.place(pixels);
  }
}
