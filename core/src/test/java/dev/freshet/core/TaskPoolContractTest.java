package dev.freshet.core;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole contract for every legal combination of workers, discipline and overflow with a fixed
 * size, and for every seventh row of the table among those whose size moves: each worker that goes
 * with them, each discipline, each overflow and each sizing has its turn. Some of these rows are
 * run once more with everything on that a pool can do besides. {@link TaskPoolCapacityContractTest}
 * has the other rows, {@link PoolChoicesContractTest} the illegal ones.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("rows")
class TaskPoolContractTest extends ExecutorServiceContract
    implements TaskPoolContract, CapacityContract {
  private final Combination combination;

  TaskPoolContractTest(Combination combination) {
    this.combination = combination;
  }

  static List<Combination> rows() {
    List<Combination> bare = rows(true);
    List<Combination> rows = new ArrayList<>(bare);
    for (int i = 0; i < bare.size(); i += 9) {
      rows.add(bare.get(i).withEverything());
    }
    return rows;
  }

  /** The rows that get the whole contract, or the others. */
  static List<Combination> rows(boolean whole) {
    List<Combination> all = ChoicesContract.table();
    return IntStream.range(0, all.size())
        .filter(i -> (all.get(i).hasFixedSize() || i % 7 == 0) == whole)
        .mapToObj(all::get)
        .toList();
  }

  @Override
  public Combination combination() {
    return combination;
  }
}
