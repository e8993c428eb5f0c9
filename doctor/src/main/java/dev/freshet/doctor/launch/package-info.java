/**
 * How to start a JVM for a goal on the machine at hand: the plan with a reason for each flag, its
 * manifests, and the check of what really took effect.
 *
 * <p>The planner is pure: facts and a request in, a plan out. It lives here and not in the host
 * module because the check attaches to another JVM and the plan is written as JSON, which host may
 * do neither of.
 */
package dev.freshet.doctor.launch;
