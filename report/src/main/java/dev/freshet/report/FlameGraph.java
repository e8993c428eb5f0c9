package dev.freshet.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where time or memory went, as a tree of frames: each is as wide as the share of the samples in
 * which it was on the stack, its callees below it, the widest first.
 *
 * <pre>{@code
 * FlameGraph.titled("CPU samples of the burst")
 *     .unit("samples")
 *     .stack(List.of("Thread.run", "Pool.work", "Task.call"), 812)
 *     .stack(List.of("Thread.run", "Pool.park"), 40)
 *     .build();
 * }</pre>
 *
 * <p>Stacks with equal beginnings share their frames. The darker a frame, the more of its weight is
 * its own and not its callees'. Frames too narrow to be seen are left out, and the report says so.
 * The graph is immutable; its builder is for one thread.
 */
public final class FlameGraph {
  /** Deeper stacks are cut: their last frames would be below any screen. */
  static final int MAX_DEPTH = 60;

  final String title;
  final String note;
  final String unit;
  final Frame root;
  final int cut;

  private FlameGraph(Builder builder) {
    title = builder.title;
    note = builder.note;
    unit = builder.unit;
    root = builder.root.frame();
    cut = builder.cut;
  }

  /** A frame with the weight of all stacks through it; children from the heaviest down. */
  record Frame(String name, long weight, long self, List<Frame> children) {}

  /** A frame in the making. */
  private static final class Node {
    final String name;
    final Map<String, Node> children = new LinkedHashMap<>();
    long weight;
    long self;

    Node(String name) {
      this.name = name;
    }

    Frame frame() {
      List<Frame> frames = new ArrayList<>();
      children.values().forEach(child -> frames.add(child.frame()));
      // Stable, and by name among equals: equal data give equal bytes, whatever the order of calls.
      frames.sort(Comparator.comparingLong((Frame f) -> -f.weight()).thenComparing(Frame::name));
      return new Frame(name, weight, self, List.copyOf(frames));
    }
  }

  /**
   * Starts a graph.
   *
   * @param title what is seen
   * @return a builder
   * @throws IllegalArgumentException if the title is blank
   */
  public static Builder titled(String title) {
    return new Builder(title);
  }

  /** Collects the stacks of a {@link FlameGraph}; for one thread. */
  public static final class Builder {
    private final String title;
    private String note = "";
    private String unit = "samples";
    private final Node root = new Node("all");
    private int cut;

    private Builder(String title) {
      this.title = Args.text("title of a flame graph", title);
    }

    /**
     * Sets the sentence under the title.
     *
     * @param sentence what is seen, in one or two sentences
     * @return this
     */
    public Builder note(String sentence) {
      note = Objects.requireNonNull(sentence, "note");
      return this;
    }

    /**
     * Sets the unit of the weights; "samples" unless set.
     *
     * @param unit the unit
     * @return this
     */
    public Builder unit(String unit) {
      this.unit = Objects.requireNonNull(unit, "unit");
      return this;
    }

    /**
     * Adds a stack.
     *
     * @param frames names from the outermost caller to the method that ran
     * @param weight how much it counts, zero or more
     * @return this
     * @throws IllegalArgumentException if the stack is empty or the weight below zero
     */
    public Builder stack(List<String> frames, long weight) {
      if (frames.isEmpty()) {
        throw new IllegalArgumentException(
            "a stack of flame graph '" + title + "' is empty: at least one frame is needed");
      }
      if (weight < 0) {
        throw new IllegalArgumentException(
            "a stack of flame graph '%s' weighs %d: zero or more is needed"
                .formatted(title, weight));
      }
      if (weight == 0) {
        return this;
      }
      int depth = Math.min(frames.size(), MAX_DEPTH);
      cut += depth < frames.size() ? 1 : 0;
      Node node = root;
      node.weight += weight;
      for (String name : frames.subList(0, depth)) {
        node = node.children.computeIfAbsent(name, Node::new);
        node.weight += weight;
      }
      node.self += weight;
      return this;
    }

    /**
     * Finishes the graph.
     *
     * @return the graph
     */
    public FlameGraph build() {
      return new FlameGraph(this);
    }
  }
}
