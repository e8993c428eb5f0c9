package dev.freshet.lab.guide;

/**
 * Something that can be chosen, and how it is written in Java.
 *
 * @param name how rules call it
 * @param title how people call it
 * @param java the statement (models) or the call on the builder (the others), with numbers in
 *     braces; empty for a default
 * @param pool whether a model has a pool in it; the other decisions are made only then
 * @param moves whether a sizing moves the limit
 * @param threadBytes memory of a running task's thread, for workers
 * @param subject what the lab calls it, for workers and models without a pool; empty if it does not
 * @param costWorkload the lab's workload that tells what the subject costs; empty for the usual one
 */
record Choice(
    String name,
    String title,
    String java,
    boolean pool,
    boolean moves,
    long threadBytes,
    String subject,
    String costWorkload) {}
