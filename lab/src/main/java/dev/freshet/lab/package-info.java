/**
 * The lab: experiments of an execution model under a workload, each run in a fresh JVM, and what
 * they say about which model to choose.
 *
 * <p>Data flows one way: {@code workload} × {@code subject} → {@code child} measures one run →
 * rounds are collected into cells → comparison → Pareto front → guide.
 */
package dev.freshet.lab;
