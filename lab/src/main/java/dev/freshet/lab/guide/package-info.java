/**
 * The guide: what a load is like in, one way of doing the work out, with reasons.
 *
 * <p>Data flows one way: a {@link Load} gives facts → the rules of {@code rules.json} choose, one
 * decision after the other → the numbers follow from Little's law → figures of a lab result are
 * looked up → the same rules are asked again with other answers, which tells what would change.
 */
package dev.freshet.lab.guide;
