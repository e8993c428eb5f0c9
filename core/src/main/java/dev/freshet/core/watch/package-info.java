/**
 * Watching and foreseeing: whether a pool leaks tasks ({@link dev.freshet.core.watch.LeakWatch}),
 * how CPU-bound tasks share carriers with others ({@link dev.freshet.core.watch.Budget}), and at
 * which load a pool gives in ({@link dev.freshet.core.watch.SaturationModel}).
 */
package dev.freshet.core.watch;
