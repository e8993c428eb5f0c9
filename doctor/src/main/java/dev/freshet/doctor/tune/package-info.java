/**
 * Tuning a running JVM: how many carriers its virtual threads have, and where its threads run.
 *
 * <p>{@link dev.freshet.doctor.tune.JvmScheduler} reads and sets, for this JVM or another one;
 * {@link dev.freshet.doctor.tune.TuneLaw} decides and touches nothing; {@link
 * dev.freshet.doctor.tune.Tuner} joins the two. Whatever is set is put back at the end.
 */
package dev.freshet.doctor.tune;
