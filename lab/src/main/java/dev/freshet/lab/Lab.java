package dev.freshet.lab;

import dev.freshet.lab.run.Campaign;
import dev.freshet.lab.run.Catalogue;
import dev.freshet.lab.run.Planned;
import dev.freshet.lab.run.Schedule;
import dev.freshet.lab.run.TrialRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Runs execution models under workloads, each run in a fresh JVM, interleaved, and collects what
 * they took.
 *
 * <pre>{@code
 * Lab lab = Lab.of(LabPlan.builder().workloads(List.of("sleep")).build());
 * LabResult result = lab.run(new LabProgress() {});
 * result.standings().forEach(standing -> System.out.println(standing.front()));
 * }</pre>
 *
 * <p>{@link #run} is for one thread and one time; {@link #stop} may be called by any thread.
 */
public final class Lab {
  /** Run if no subjects are named, the base first; each workload takes those that it knows. */
  private static final List<String> USUAL_SUBJECTS = Catalogue.USUAL_SUBJECTS;

  private static final double MILLIS = 1e3;

  private final LabPlan plan;
  private final Schedule schedule;
  private final TrialRunner runner;
  private final List<Campaign> campaign = new ArrayList<>();
  private boolean stopped;

  private Lab(LabPlan plan, Schedule schedule, TrialRunner runner) {
    this.plan = plan;
    this.schedule = schedule;
    this.runner = runner;
  }

  /**
   * A row of a catalogue.
   *
   * @param name what it is called
   * @param kind whose it is (subjects), or how its tasks arrive (workloads)
   * @param what what it is, in one line
   * @param more the line of Java that builds it (subjects), or the subjects it knows (workloads)
   */
  public record Entry(String name, String kind, String what, String more) {}

  /**
   * Prepares a lab; starts nothing.
   *
   * @param plan what to measure
   * @return the lab
   * @throws TooLittleTime if not one round fits into the time
   * @throws IllegalArgumentException if a name is not known, the base is not among the subjects, or
   *     no subject can run any of the workloads
   */
  public static Lab of(LabPlan plan) {
    return of(plan, Catalogue.ofThisBuild(), TrialRunner.inAJvm(List.of()));
  }

  /** For tests with subjects and workloads of their own. */
  static Lab of(LabPlan plan, Catalogue catalogue, TrialRunner runner) {
    Catalogue.Selection selection =
        catalogue.select(plan, Runtime.getRuntime().availableProcessors(), USUAL_SUBJECTS);
    Duration time = plan.time() == null && plan.rounds() == 0 ? LabPlan.USUAL_TIME : plan.time();
    Schedule schedule =
        Schedule.of(selection.cells(), time, plan.rounds()).without(selection.leftOut());
    return new Lab(plan, schedule, runner);
  }

  /**
   * The subjects that can be run.
   *
   * @return ours first
   */
  public static List<Entry> subjects() {
    return Catalogue.ofThisBuild().subjects().stream()
        .map(
            kind -> new Entry(kind.name(), Catalogue.word(kind.family()), kind.what(), kind.java()))
        .toList();
  }

  /**
   * The workloads that can be run.
   *
   * @return the simplest first
   */
  public static List<Entry> workloads() {
    return Catalogue.ofThisBuild().workloads().stream()
        .map(
            load ->
                new Entry(
                    load.name(),
                    load.study() ? "study" : Catalogue.word(load.load()),
                    load.what(),
                    String.join(", ", load.subjects())))
        .toList();
  }

  /**
   * What will be run in each round.
   *
   * @return cell by cell
   */
  public List<CellKey> cells() {
    return schedule.cells().stream().map(Planned::key).toList();
  }

  /**
   * How many rounds will fit.
   *
   * @return 1 and more
   */
  public int rounds() {
    return schedule.rounds();
  }

  /**
   * What is not run: it does not fit into the time, or makes no sense.
   *
   * @return one line each
   */
  public List<String> leftOut() {
    return schedule.leftOut();
  }

  /**
   * How long all will take, by what the workloads expect.
   *
   * @return about
   */
  public Duration expected() {
    return Duration.ofMillis((long) (schedule.seconds() * schedule.rounds() * MILLIS));
  }

  /**
   * Listens to the machine, then runs all.
   *
   * @param progress hears how far it is, on the calling thread
   * @return what was measured, also if it was stopped
   */
  public LabResult run(LabProgress progress) {
    Objects.requireNonNull(progress, "progress");
    Campaign mine = new Campaign(plan, schedule, runner, progress);
    synchronized (campaign) {
      campaign.add(mine);
      if (stopped) {
        mine.stop();
      }
    }
    return mine.run();
  }

  /** Ends the run in progress and begins no further one; {@link #run} returns what it has. */
  public void stop() {
    synchronized (campaign) {
      stopped = true;
      campaign.forEach(Campaign::stop);
    }
  }
}
