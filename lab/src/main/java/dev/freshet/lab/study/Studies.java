package dev.freshet.lab.study;

import dev.freshet.lab.workload.Workload;
import java.util.List;

/** The catalogue of studies. */
public final class Studies {
  /** All of them, in the order of the documentation. */
  public static final List<Workload> ALL =
      List.of(
          Carriers.STUDY,
          Starvation.STUDY,
          Queues.STUDY,
          Locks.STUDY,
          CacheLines.STUDY,
          Waiting.STUDY);

  private Studies() {}
}
