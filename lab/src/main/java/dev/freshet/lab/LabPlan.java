package dev.freshet.lab;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a lab is asked to measure. Names are checked by {@link Lab#of}.
 *
 * <pre>{@code
 * LabPlan plan = LabPlan.builder()
 *     .subjects(List.of("freshet-virtual", "VirtualThreadPerTask"))
 *     .workloads(List.of("sleep"))
 *     .time(Duration.ofMinutes(1))
 *     .build();
 * }</pre>
 *
 * <p>Immutable; the builder is for one thread.
 *
 * @param subjects names of the subjects; empty for the usual ones
 * @param allSubjects whether every subject that makes sense under a workload is run, whatever
 *     {@code subjects} says
 * @param workloads names of the workloads, the most important first; empty for the usual ones
 * @param producers numbers of producers, one comparison each; empty for what the workload suggests
 * @param limit tasks at once; null for what the workload suggests
 * @param tasks tasks of a run; 0 leaves it to the workload
 * @param time how long all may take; null for five minutes, or without end if rounds are given
 * @param rounds how often each cell is run; 0 for as often as the time allows
 * @param base the subject that the others are compared with; null for the first one
 */
public record LabPlan(
    List<String> subjects,
    boolean allSubjects,
    List<String> workloads,
    List<Integer> producers,
    @Nullable Integer limit,
    long tasks,
    @Nullable Duration time,
    int rounds,
    @Nullable String base) {
  /** How long all may take if neither time nor rounds are given. */
  public static final Duration USUAL_TIME = Duration.ofMinutes(5);

  /**
   * Keeps unmodifiable copies and checks the numbers.
   *
   * @throws IllegalArgumentException if a number is negative, a number of producers or the limit is
   *     0, or the time is not above zero
   */
  public LabPlan {
    subjects = List.copyOf(subjects);
    workloads = List.copyOf(workloads);
    producers = List.copyOf(producers);
    if (producers.stream().anyMatch(number -> number < 1)) {
      throw new IllegalArgumentException("producers: " + producers + "; allowed is 1 and more");
    }
    if (limit != null && limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + "; allowed is 1 and more");
    }
    if (tasks < 0 || rounds < 0) {
      throw new IllegalArgumentException(
          "tasks: %d, rounds: %d; allowed is 0 and more".formatted(tasks, rounds));
    }
    if (time != null && !time.isPositive()) {
      throw new IllegalArgumentException("time: " + time + "; allowed is more than nothing");
    }
  }

  /**
   * Starts a plan: usual subjects and workloads, five minutes.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects a {@link LabPlan}. */
  public static final class Builder {
    private List<String> subjects = List.of();
    private boolean allSubjects;
    private List<String> workloads = List.of();
    private List<Integer> producers = List.of();
    private @Nullable Integer limit;
    private long tasks;
    private @Nullable Duration time;
    private int rounds;
    private @Nullable String base;

    private Builder() {}

    /**
     * Sets the subjects.
     *
     * @param names their names; empty for the usual ones
     * @return this
     */
    public Builder subjects(List<String> names) {
      subjects = Objects.requireNonNull(names, "subjects");
      return this;
    }

    /**
     * Runs every subject that makes sense under a workload.
     *
     * @return this
     */
    public Builder allSubjects() {
      allSubjects = true;
      return this;
    }

    /**
     * Sets the workloads.
     *
     * @param names their names, the most important first; empty for the usual ones
     * @return this
     */
    public Builder workloads(List<String> names) {
      workloads = Objects.requireNonNull(names, "workloads");
      return this;
    }

    /**
     * Sets the numbers of producers.
     *
     * @param numbers each 1 and more; empty for what the workload suggests
     * @return this
     */
    public Builder producers(List<Integer> numbers) {
      producers = Objects.requireNonNull(numbers, "producers");
      return this;
    }

    /**
     * Sets how many tasks may run at once.
     *
     * @param tasks 1 and more
     * @return this
     */
    public Builder limit(int tasks) {
      limit = tasks;
      return this;
    }

    /**
     * Sets the tasks of a run.
     *
     * @param number 0 leaves it to the workload
     * @return this
     */
    public Builder tasks(long number) {
      tasks = number;
      return this;
    }

    /**
     * Sets how long all may take.
     *
     * @param budget more than nothing
     * @return this
     */
    public Builder time(Duration budget) {
      time = Objects.requireNonNull(budget, "time");
      return this;
    }

    /**
     * Sets how often each cell is run.
     *
     * @param number 0 for as often as the time allows
     * @return this
     */
    public Builder rounds(int number) {
      rounds = number;
      return this;
    }

    /**
     * Sets the subject that the others are compared with.
     *
     * @param subject its name
     * @return this
     */
    public Builder base(String subject) {
      base = Objects.requireNonNull(subject, "base");
      return this;
    }

    /**
     * Finishes the plan.
     *
     * @return the plan
     * @throws IllegalArgumentException as the constructor of {@link LabPlan}
     */
    public LabPlan build() {
      return new LabPlan(
          subjects, allSubjects, workloads, producers, limit, tasks, time, rounds, base);
    }
  }
}
