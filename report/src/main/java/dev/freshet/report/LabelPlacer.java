package dev.freshet.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds room for labels beside their points: the first of eight places around a point, then further
 * out, at which a label covers least of what is there already. Greedy, in the order of the calls;
 * good for some dozens of points.
 */
final class LabelPlacer {
  /** A rectangle in pixels. */
  record Box(double left, double top, double width, double height) {
    double overlap(Box o) {
      double w = Math.min(left + width, o.left + o.width) - Math.max(left, o.left);
      double h = Math.min(top + height, o.top + o.height) - Math.max(top, o.top);
      return w > 0 && h > 0 ? w * h : 0;
    }
  }

  /** Right and left first, as lines are read; then above and below; then the corners. */
  private static final int[][] SIDES = {
    {1, 0}, {-1, 0}, {0, -1}, {0, 1}, {1, -1}, {1, 1}, {-1, -1}, {-1, 1}
  };

  /** Gaps between a point and its label in pixels; the far ones ask for a leader line. */
  private static final double[] GAPS = {4, 20, 36, 52};

  private static final double HEIGHT = 15;

  private final Box area;
  private final List<Box> taken = new ArrayList<>();

  LabelPlacer(Box area) {
    this.area = area;
  }

  /** Keeps labels off a place, such as a point. */
  void keepOff(Box box) {
    taken.add(box);
  }

  /** The box of a label of some width for a point of some radius. */
  Box place(double x, double y, double radius, double width) {
    Box best = null;
    double least = Double.POSITIVE_INFINITY;
    for (double gap : GAPS) {
      for (int[] side : SIDES) {
        double reach = radius + gap;
        // At a corner the circle is nearer than its square.
        double out = side[0] != 0 && side[1] != 0 ? reach * 0.75 : reach;
        double left = side[0] > 0 ? x + out : side[0] < 0 ? x - out - width : x - width / 2;
        double top = side[1] > 0 ? y + out : side[1] < 0 ? y - out - HEIGHT : y - HEIGHT / 2;
        Box box = new Box(left, top, width, HEIGHT);
        double cost = cost(box);
        if (cost < least) {
          least = cost;
          best = box;
        }
      }
      if (least == 0) {
        break;
      }
    }
    Box found = best == null ? new Box(x, y, width, HEIGHT) : best;
    taken.add(found);
    return found;
  }

  private double cost(Box box) {
    // What lies outside cannot be read at all: it counts ten times.
    double cost = 10 * (box.width * box.height - box.overlap(area));
    for (Box other : taken) {
      cost += box.overlap(other);
    }
    return cost < 1e-6 ? 0 : cost;
  }
}
