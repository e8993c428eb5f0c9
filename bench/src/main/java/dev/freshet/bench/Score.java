package dev.freshet.bench;

/**
 * One value that one run of one subject gave.
 *
 * @param scenario the case
 * @param unit of the value
 * @param value the value
 */
record Score(String scenario, String unit, double value) {}
