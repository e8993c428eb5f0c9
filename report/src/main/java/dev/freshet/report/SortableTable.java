package dev.freshet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A table that is sorted by the column whose header is pressed, where scripts run; elsewhere and on
 * paper a table in the order of the calls.
 *
 * <pre>{@code
 * SortableTable.titled("Standings")
 *     .column("subject")
 *     .column("p99 latency", Best.LOWEST)
 *     .column("throughput", Best.HIGHEST)
 *     .row(List.of(Cell.text("freshet"), Cell.of(812, "µs"), Cell.of(80_312, "per s")))
 *     .build();
 * }</pre>
 *
 * <p>The first column names its row. Equal cells keep the order they had; what was not measured
 * comes last in both directions. The table is immutable; its builder is for one thread.
 */
public final class SortableTable {
  /** Which value of a column is marked as its best. */
  public enum Best {
    /** None: the column only tells. */
    NONE,
    /** The least. */
    LOWEST,
    /** The greatest. */
    HIGHEST
  }

  final String title;
  final String note;
  final List<Column> columns;
  final List<List<Cell>> rows;

  private SortableTable(Builder builder) {
    title = builder.title;
    note = builder.note;
    columns = List.copyOf(builder.columns);
    rows = List.copyOf(builder.rows);
  }

  record Column(String name, Best best) {}

  /**
   * Starts a table.
   *
   * @param title what it shows
   * @return a builder
   * @throws IllegalArgumentException if the title is blank
   */
  public static Builder titled(String title) {
    return new Builder(title);
  }

  /** Collects columns, then rows; for one thread. */
  public static final class Builder {
    private final String title;
    private String note = "";
    private final List<Column> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();

    private Builder(String title) {
      this.title = Args.text("title of a sortable table", title);
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
     * Adds a column.
     *
     * @param name its header
     * @return this
     * @throws IllegalArgumentException if the name is blank
     */
    public Builder column(String name) {
      return column(name, Best.NONE);
    }

    /**
     * Adds a column whose best value is marked, by weight and by a sign; all of them if several are
     * best.
     *
     * @param name its header
     * @param best which value is best
     * @return this
     * @throws IllegalArgumentException if the name is blank
     */
    public Builder column(String name, Best best) {
      Args.text("name of a column in table '" + title + "'", name);
      columns.add(new Column(name, Objects.requireNonNull(best, "best")));
      return this;
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column
     * @return this
     * @throws IllegalArgumentException if there are more or fewer cells than columns
     */
    public Builder row(List<Cell> cells) {
      if (cells.size() != columns.size()) {
        throw new IllegalArgumentException(
            "row %d of table '%s' has %d cells: the header has %d columns"
                .formatted(rows.size(), title, cells.size(), columns.size()));
      }
      rows.add(List.copyOf(cells));
      return this;
    }

    /**
     * Finishes the table.
     *
     * @return the table
     */
    public SortableTable build() {
      return new SortableTable(this);
    }
  }
}
