package dev.freshet.cli.lab;

import dev.freshet.cli.Output;
import dev.freshet.lab.CellKey;
import dev.freshet.lab.FigureKind;
import dev.freshet.lab.Isolation;
import dev.freshet.lab.LabProgress;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.Noise;
import dev.freshet.lab.Round;
import dev.freshet.lab.RunFailure;
import java.time.Duration;

/**
 * Tells how far a lab is: each run in one line that is rewritten on a terminal, each round a line
 * elsewhere, each failure a line that stays.
 */
public final class LabProgressLines implements LabProgress {
  private final Output output;
  private final boolean anyway;
  private int told;

  /**
   * Prepares the lines.
   *
   * @param output where they go
   * @param anyway whether a loud machine is ranked all the same
   */
  public LabProgressLines(Output output, boolean anyway) {
    this.output = output;
    this.anyway = anyway;
  }

  @Override
  public void listened(Noise noise, Isolation isolation) {
    output.note("noise: " + LabWords.noise(noise));
    output.note("isolation: " + LabWords.isolation(isolation));
    if (noise.tooLoud()) {
      String line =
          "too loud: "
              + String.join("; ", noise.complaints())
              + (anyway ? "" : "; figures are kept, not ranked (--anyway ranks)");
      LabWords.wrapped(line).forEach(output::note);
    }
  }

  @Override
  public void running(CellKey cell, int round, int rounds, Duration left) {
    String far = "round %d of %d, about %s left".formatted(round, rounds, LabWords.rough(left));
    if (round > told) {
      told = round;
      output.stage(far);
    }
    output.tick(far + ": " + cell.workload() + ", " + cell.subject());
  }

  @Override
  public void ran(CellKey cell, Round round) {
    RunFailure failure = round.failure();
    Measurement measurement = round.measurement();
    if (failure != null) {
      output.note("%s: %s; not run again".formatted(cell, failure));
    } else if (measurement != null) {
      output.detail(
          "round %d, %s: %s tasks/s in %.1f s"
              .formatted(
                  round.number(),
                  cell,
                  LabWords.figure(FigureKind.THROUGHPUT, measurement.tasksPerSecond()),
                  round.seconds()));
    }
  }
}
