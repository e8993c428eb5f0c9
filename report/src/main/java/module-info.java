/** Results as JSON and as one HTML file. */
@SuppressWarnings({
  "requires-automatic", // HdrHistogram is published without a module descriptor,
  "requires-transitive-automatic" // and LatencySummary takes its Histogram
})
@org.jspecify.annotations.NullMarked
module dev.freshet.report {
  requires static transitive org.jspecify;
  requires transitive tools.jackson.databind;
  requires transitive HdrHistogram;

  exports dev.freshet.report;
  exports dev.freshet.report.stats;
}
