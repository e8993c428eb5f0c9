package dev.freshet.core.stream;

import java.time.Duration;

/**
 * The figures of one stage of a {@link Pipeline} at one moment.
 *
 * <pre>{@code
 * pipeline.figures().forEach(stage -> log.info("{}", stage)); // the one after the blocked ones is too slow
 * }</pre>
 *
 * <p>Exact when the pipeline is at rest. While it works each figure is right on its own, and the
 * sum may be off by what moved between two readings. Immutable.
 *
 * @param name the name of the stage's tasks, otherwise that of its pool
 * @param in elements taken from upstream since the start
 * @param out results given downstream since the start
 * @param underWay elements taken whose batch was not wholly given downstream
 * @param running tasks with the pool, waiting for a grant or running
 * @param blocked how long results were ready and nobody took them: the next stage had no room, or
 *     the owner did not ask
 */
public record StageFigures(
    String name, long in, long out, long underWay, int running, Duration blocked) {}
